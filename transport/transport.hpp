#pragma once

#include "net/child_process.hpp"
#include "net/deadline.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace oakprobe::transport {

namespace asio = net::asio;

// Something to be written: bytes of its own, or bytes that many share with their owner.
struct Piece {
  std::vector<std::byte> own;
  std::shared_ptr<const void> owner;
  std::span<const std::byte> shared;
  bool wiped = false;  // its own bytes, once they are written
};

// A line of text, which is wiped once it is written: it may be a password.
[[nodiscard]] Piece line_of(std::string_view text);

// A stream of bytes to an agent and back, that has an end. Nothing is thrown. end() and bury() it,
// and await that, before it goes.
class Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;

  [[nodiscard]] virtual asio::any_io_executor executor() = 0;

  // Returns when there is something to read, and when nothing more comes.
  [[nodiscard]] virtual asio::awaitable<void> readable() = 0;
  // How much was there, perhaps nothing; nullopt: the stream is over.
  [[nodiscard]] virtual std::optional<std::size_t> read(std::span<std::byte> buffer) = 0;

  // In order, at the other side's own speed. What nobody reads is dropped; reading tells why.
  virtual void write(Piece piece) = 0;
  [[nodiscard]] virtual bool all_written() const = 0;
  // What waits of pieces' own bytes.
  [[nodiscard]] virtual std::size_t unwritten_bytes() const = 0;
  // Closes the way there once all is written.
  virtual void finish() = 0;

  // What the other side wrote for people, in pieces as it comes. Once, before anything is awaited.
  virtual void on_words(std::function<void(std::string_view)> hook) = 0;
  // Returns when there is nothing more of them to come, or at the deadline. One waiter.
  [[nodiscard]] virtual asio::awaitable<void> words_end(net::TimePoint deadline) = 0;

  // How the other side ended; nullopt: not before the deadline, or nobody knows.
  [[nodiscard]] virtual asio::awaitable<std::optional<net::ExitStatus>> wait_exit(
      net::TimePoint deadline
  ) = 0;

  // Tells the other side to end; nothing is read or written from now on.
  virtual void end() = 0;
  // After end(): returns when nothing is left of it. Who has not ended within the grace is made to.
  [[nodiscard]] virtual asio::awaitable<void> bury(std::chrono::milliseconds grace) = 0;
};

}  // namespace oakprobe::transport
