#pragma once

#include "transport/transport.hpp"

#include <cstddef>
#include <deque>

namespace oakprobe::transport {

// Writes pieces to a pipe, in order, at its reader's own speed.
class Outbox {
 public:
  explicit Outbox(net::ChildProcess::Pipe& pipe);

  void write(Piece piece);

  [[nodiscard]] bool idle() const { return unwritten_.empty(); }
  [[nodiscard]] std::size_t unwritten_bytes() const { return unwritten_bytes_; }

  void finish();  // closes the pipe once all is written
  void abort();   // closes it now

  // To be spawned once; ends after finish(), abort(), or when nobody reads any more.
  [[nodiscard]] asio::awaitable<void> run();

 private:
  struct Waiting {
    Piece piece;
    std::span<const std::byte> rest;
  };

  // What the pipe takes at once need not wait for its turn: a thousand plans would at a time.
  void write_at_once();
  void note_written(std::size_t bytes);
  void drop_front();

  net::ChildProcess::Pipe& pipe_;
  asio::steady_timer changed_;  // never expires; cancelled to wake run()
  std::deque<Waiting> unwritten_;
  std::size_t unwritten_bytes_ = 0;  // of pieces' own
  bool writing_ = false;             // run() is about to write the front
  bool finished_ = false;
};

}  // namespace oakprobe::transport
