#include "coordinator/notify/look_up.hpp"

#include "net/unique_fd.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <future>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

namespace oakprobe::notify {
namespace {

using asio::ip::tcp;

std::atomic<int> look_ups = 0;

// A pipe tells that a thread is done: whoever goes away meanwhile leaves it nothing to call.
struct Pipe {
  net::UniqueFd read_end;
  net::UniqueFd write_end;
};

Result<Pipe> open_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return from_errno(errno);
  return Pipe{net::UniqueFd(ends[0]), net::UniqueFd(ends[1])};
}

// A number, since until() wants a result: 0.
asio::awaitable<Result<unsigned>> readable(asio::posix::stream_descriptor& end) {
  const auto [error] = co_await end.async_wait(end.wait_read, net::as_result);
  if (error) co_return error;
  co_return 0U;
}

}  // namespace

Result<Endpoints> ask_system(const std::string& host, std::uint16_t port) {
  asio::io_context unused;
  ErrorCode error;
  const auto found = tcp::resolver(unused).resolve(
      host, std::to_string(port), tcp::resolver::numeric_service, error
  );
  if (error) return error;
  Endpoints endpoints;
  for (const auto& entry : found)
    if (endpoints.size() < endpoints_max) endpoints.push_back(entry.endpoint());
  return endpoints;
}

asio::awaitable<Result<Endpoints>> look_up(
    std::string host, std::uint16_t port, net::TimePoint deadline, AskSystem ask
) {
  ErrorCode no_address;
  const auto address = asio::ip::make_address(host, no_address);
  if (!no_address) co_return Endpoints(1, tcp::endpoint(address, port));
  if (look_ups.fetch_add(1) >= look_ups_max) {
    --look_ups;
    co_return too_many_look_ups();
  }
  auto pipe = open_pipe();
  if (!pipe) {
    --look_ups;
    co_return pipe.error();
  }
  std::promise<Result<Endpoints>> promise;
  auto answer = promise.get_future();
  auto work = [host = std::move(host),
               port,
               ask = std::move(ask),
               promise = std::move(promise),
               done = std::move(pipe->write_end)]() mutable {
    promise.set_value(ask(host, port));
    --look_ups;
    done.reset();  // the other end is told
  };
  try {
    std::thread(std::move(work)).detach();
  } catch (const std::system_error& no_thread) {
    --look_ups;
    co_return ErrorCode(no_thread.code());
  }
  const auto executor = co_await asio::this_coro::executor;
  asio::posix::stream_descriptor end(executor, pipe->read_end.release());
  auto waiting = readable(end);
  const auto seen = co_await net::until(deadline, std::move(waiting));
  if (!seen) co_return ErrorCode(asio::error::timed_out);
  if (!*seen) co_return seen->error();
  co_return answer.get();
}

}  // namespace oakprobe::notify
