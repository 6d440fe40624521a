#pragma once

#include "net/child_process.hpp"
#include "net/task_group.hpp"
#include "transport/outbox.hpp"
#include "transport/transport.hpp"

#include <functional>
#include <memory>
#include <string_view>

namespace oakprobe::transport {

// The standard input, output and error of a command, and its process group.
class ChildTransport : public Transport {
 public:
  // `before_reap`, with the group's number, which is another's from then on; empty: nobody cares.
  ChildTransport(
      std::unique_ptr<net::ChildProcess> child, std::function<void(pid_t group)> before_reap
  );

  [[nodiscard]] asio::any_io_executor executor() override;
  [[nodiscard]] asio::awaitable<void> readable() override;
  [[nodiscard]] std::optional<std::size_t> read(std::span<std::byte> buffer) override;
  void write(Piece piece) override { outbox_.write(std::move(piece)); }
  [[nodiscard]] bool all_written() const override { return outbox_.idle(); }
  [[nodiscard]] std::size_t unwritten_bytes() const override { return outbox_.unwritten_bytes(); }
  void finish() override { outbox_.finish(); }
  void on_words(std::function<void(std::string_view)> hook) override { hook_ = std::move(hook); }
  [[nodiscard]] asio::awaitable<void> words_end(net::TimePoint deadline) override;
  [[nodiscard]] asio::awaitable<std::optional<net::ExitStatus>> wait_exit(net::TimePoint deadline
  ) override;
  void end() override;
  [[nodiscard]] asio::awaitable<void> bury(std::chrono::milliseconds grace) override;

 private:
  [[nodiscard]] asio::awaitable<void> read_words();

  std::unique_ptr<net::ChildProcess> child_;
  std::function<void(pid_t)> before_reap_;
  Outbox outbox_;
  std::function<void(std::string_view)> hook_;
  asio::steady_timer words_timer_;
  bool words_ended_ = false;
  net::TaskGroup tasks_;
};

}  // namespace oakprobe::transport
