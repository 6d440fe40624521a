#include "coordinator/notify/run_command.hpp"

#include "base/printable.hpp"
#include "net/child_process.hpp"

#include <boost/asio/write.hpp>

#include <array>

namespace oakprobe::notify {
namespace {

using asio::experimental::awaitable_operators::operator&&;
using asio::experimental::awaitable_operators::operator||;
using net::ChildProcess;

constexpr std::chrono::milliseconds grace{2'000};
constexpr std::size_t words_bytes_max = 500;

asio::awaitable<void> feed(ChildProcess::Pipe& pipe, const std::string& input) {
  // It need not read what it does not want.
  static_cast<void>(co_await asio::async_write(pipe, asio::buffer(input), net::as_result));
  ErrorCode ignored;
  pipe.close(ignored);
}

// To its end; the beginning is kept.
asio::awaitable<void> read_away(ChildProcess::Pipe& pipe, std::string& beginning) {
  std::array<char, 4'096> buffer;
  while (true) {
    const auto [error, bytes] = co_await pipe.async_read_some(asio::buffer(buffer), net::as_result);
    if (error) co_return;
    beginning.append(buffer.data(), std::min(bytes, words_bytes_max - beginning.size()));
  }
}

asio::awaitable<void> converse(
    ChildProcess& child, const std::string& input, std::string& output, std::string& errors
) {
  auto feeding = feed(child.input(), input);
  auto reading = read_away(child.output(), output);
  auto hearing = read_away(child.errors(), errors);
  co_await (std::move(feeding) && std::move(reading) && std::move(hearing));
}

}  // namespace

asio::awaitable<Sent> run_command(
    std::vector<std::string> words, std::string input, net::TimePoint deadline
) {
  auto started = ChildProcess::start(co_await asio::this_coro::executor, std::move(words));
  if (!started) co_return Sent{false, false, "it can't be started: " + started.error().message()};
  ChildProcess& child = **started;
  std::string output;
  std::string errors;
  // What it leaves behind may keep its output open: its own end is what counts.
  auto conversing = converse(child, input, output, errors);
  auto ending = child.wait_exit(deadline);
  co_await (std::move(conversing) || std::move(ending));
  auto status = co_await child.wait_exit(deadline);
  const bool late = !status;
  if (late) status = co_await child.stop(grace);
  child.reap();
  if (status && !late && !status->by_signal && status->value == 0) co_return Sent{true, true, ""};
  std::string trouble = late || !status ? "it took too long" : net::to_string(*status);
  if (!errors.empty()) trouble += ": " + excerpt(errors);
  co_return Sent{false, true, trouble};
}

}  // namespace oakprobe::notify
