#pragma once

#include "base/result.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>

namespace oakprobe::net {

namespace asio = boost::asio;

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;

// The completion token of all our coroutines: errors are values. With plain use_awaitable a branch
// of || that fails is passed over, so that a refusal would read as a timeout.
inline constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

// The operation's result, or nullopt when the deadline came first: the operation was cancelled then
// and a stream is at an unknown position. Not for resolving, which ignores cancellation.
template <class T>
asio::awaitable<std::optional<Result<T>>> until(
    TimePoint deadline, asio::awaitable<Result<T>> operation
) {
  using asio::experimental::awaitable_operators::operator||;
  asio::steady_timer timer(co_await asio::this_coro::executor, deadline);
  auto first = co_await (std::move(operation) || timer.async_wait(as_result));
  if (auto* done = std::get_if<0>(&first)) co_return std::move(*done);
  co_return std::nullopt;
}

}  // namespace oakprobe::net
