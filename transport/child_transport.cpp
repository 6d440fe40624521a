#include "transport/child_transport.hpp"

#include <boost/asio/buffer.hpp>

#include <array>
#include <csignal>
#include <utility>

namespace oakprobe::transport {

ChildTransport::ChildTransport(
    std::unique_ptr<net::ChildProcess> child, std::function<void(pid_t group)> before_reap
)
    : child_(std::move(child)),
      before_reap_(std::move(before_reap)),
      outbox_(child_->input()),
      words_timer_(child_->errors().get_executor()),
      tasks_(child_->output().get_executor()) {
  child_->output().non_blocking(true);
  tasks_.spawn(outbox_.run());
  tasks_.spawn(read_words());
}

asio::any_io_executor ChildTransport::executor() { return child_->output().get_executor(); }

asio::awaitable<void> ChildTransport::readable() {
  co_await child_->output().async_wait(asio::posix::descriptor_base::wait_read, net::as_result);
}

std::optional<std::size_t> ChildTransport::read(std::span<std::byte> buffer) {
  ErrorCode error;
  const std::size_t bytes =
      child_->output().read_some(asio::buffer(buffer.data(), buffer.size()), error);
  if (error == asio::error::would_block || error == asio::error::try_again) return 0;
  if (error) return std::nullopt;
  return bytes;
}

// Drained, so that the command never blocks on it.
asio::awaitable<void> ChildTransport::read_words() {
  std::array<char, 4'096> buffer;
  while (true) {
    const auto [error, bytes] =
        co_await child_->errors().async_read_some(asio::buffer(buffer), net::as_result);
    if (error) break;
    if (hook_) hook_(std::string_view(buffer.data(), bytes));
  }
  words_ended_ = true;
  words_timer_.cancel();
}

asio::awaitable<void> ChildTransport::words_end(net::TimePoint deadline) {
  if (words_ended_) co_return;
  words_timer_.expires_at(deadline);
  co_await words_timer_.async_wait(net::as_result);
}

asio::awaitable<std::optional<net::ExitStatus>> ChildTransport::wait_exit(net::TimePoint deadline) {
  co_return co_await child_->wait_exit(deadline);
}

void ChildTransport::end() {
  child_->signal_group(SIGTERM);
  outbox_.abort();
  ErrorCode ignored;
  child_->output().close(ignored);
}

asio::awaitable<void> ChildTransport::bury(std::chrono::milliseconds grace) {
  co_await child_->stop(grace);
  if (before_reap_) before_reap_(child_->group());
  child_->reap();
  ErrorCode ignored;
  child_->errors().close(ignored);
  co_await tasks_.drained();
}

}  // namespace oakprobe::transport
