#include "coordinator/fleet/error_output.hpp"

#include <boost/asio/buffer.hpp>

#include <array>
#include <utility>

namespace oakprobe::fleet {

namespace asio = net::asio;

ErrorOutput::ErrorOutput(
    net::ChildProcess::Pipe& pipe, std::shared_ptr<const SudoPassword> password
)
    : pipe_(pipe), ended_timer_(pipe.get_executor()), tail_(std::move(password)) {}

void ErrorOutput::watch(const std::string& phrase, std::function<void()> hook) {
  phrase_ = PhraseWatch(phrase);
  on_phrase_ = std::move(hook);
}

asio::awaitable<void> ErrorOutput::wait_end(net::TimePoint deadline) {
  if (ended_) co_return;
  ended_timer_.expires_at(deadline);
  co_await ended_timer_.async_wait(net::as_result);
}

void ErrorOutput::abort() {
  ErrorCode ignored;
  pipe_.close(ignored);
}

asio::awaitable<void> ErrorOutput::run() {
  std::array<char, tail_bytes_max> buffer;
  while (true) {
    const auto [error, bytes] =
        co_await pipe_.async_read_some(asio::buffer(buffer), net::as_result);
    if (error) break;
    const std::string_view words(buffer.data(), bytes);
    tail_.add(words);
    for (auto times = phrase_.feed(words); times > 0; --times) on_phrase_();
  }
  ended_ = true;
  ended_timer_.cancel();
}

}  // namespace oakprobe::fleet
