#pragma once

#include "net/deadline.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace oakprobe::notify {

namespace asio = boost::asio;

using Endpoints = std::vector<asio::ip::tcp::endpoint>;

// Of a name: more are passed over.
inline constexpr std::size_t endpoints_max = 8;
// Look-ups that are under way at a time. One that hangs counts until it ends.
inline constexpr int look_ups_max = 16;
// The error of one more.
[[nodiscard]] inline ErrorCode too_many_look_ups() { return asio::error::no_buffer_space; }

// Asks the system, and may take as long as it likes: on a thread of its own.
using AskSystem = std::function<Result<Endpoints>(const std::string& host, std::uint16_t port)>;
[[nodiscard]] Result<Endpoints> ask_system(const std::string& host, std::uint16_t port);

// What is behind a name or an address. An error: there is nothing, or it was not found in time. The
// system's look-up can't be interrupted, so one that hangs is left to itself, and keeps neither the
// caller nor its io_context.
[[nodiscard]] asio::awaitable<Result<Endpoints>> look_up(
    std::string host, std::uint16_t port, net::TimePoint deadline, AskSystem ask = ask_system
);

}  // namespace oakprobe::notify
