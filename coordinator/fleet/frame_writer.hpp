#pragma once

#include "coordinator/fleet/link_limits.hpp"
#include "net/child_process.hpp"
#include "net/task_group.hpp"
#include "wire/messages.hpp"

#include <cstddef>
#include <deque>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace oakprobe::fleet {

// Writes messages to an agent's standard input, in order, at the agent's own speed; and before the
// first of them what its start may need: text, and bytes that many agents share.
class FrameWriter {
 public:
  explicit FrameWriter(net::ChildProcess::Pipe& pipe);

  // False: too much waits already, or the message is longer than a frame may be.
  [[nodiscard]] bool send(const wire::Message& message);
  void send_line(std::string_view text);  // wiped once it is written: it may be a password
  void send_shared(std::shared_ptr<const void> owner, std::span<const std::byte> bytes);

  [[nodiscard]] bool idle() const { return unsent_.empty(); }

  void finish();  // closes the pipe once all is written
  void abort();   // closes it now

  // To be spawned once; ends after finish(), abort(), or when the agent reads no more.
  [[nodiscard]] net::asio::awaitable<void> run();

 private:
  struct Piece {
    std::vector<std::byte> own;
    std::shared_ptr<const void> owner;  // of what is not its own
    std::span<const std::byte> unwritten;
    bool wiped = false;
  };

  void add(Piece piece);
  // What the pipe takes at once need not wait for its turn: a thousand plans would at a time.
  void write_at_once();
  void note_written(std::size_t bytes);
  void drop_front();

  net::ChildProcess::Pipe& pipe_;
  net::asio::steady_timer changed_;  // never expires; cancelled to wake run()
  std::deque<Piece> unsent_;
  std::size_t unsent_bytes_ = 0;  // of messages
  bool writing_ = false;          // run() is about to write the front
  bool finished_ = false;
};

}  // namespace oakprobe::fleet
