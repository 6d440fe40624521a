#include "coordinator/serve/reception.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <array>
#include <exception>
#include <map>
#include <new>
#include <tuple>
#include <utility>

namespace oakprobe::serve {
namespace {

using Stage = Connection::Stage;

constexpr std::size_t let_in_at_once = 32;
constexpr std::chrono::milliseconds times_watched_every{250};
constexpr std::chrono::milliseconds pause_without_sockets{100};

// Who goes first where one has to: whoever does nothing, whoever asks slowly, whoever reads slowly.
enum class Spare : std::uint8_t { none, reads_slowly, asks, idle };

Spare spare(const Connection& connection, net::TimePoint now, const ServerLimits& limits) {
  if (connection.is_closed()) return Spare::none;
  switch (connection.stage()) {
    case Stage::awaiting:
    case Stage::leaving:
      return Spare::idle;
    case Stage::reading:
      return Spare::asks;
    case Stage::answering:
      return now - connection.since() > limits.patience_when_full ? Spare::reads_slowly
                                                                  : Spare::none;
    case Stage::listening:
      return Spare::none;
  }
  return Spare::none;
}

}  // namespace

Reception::Reception(
    boost::asio::io_context& io, net::UniqueFd listening, bool ipv6, Services services
)
    : io_(io),
      acceptor_(io),
      protocol_(ipv6 ? tcp::v6() : tcp::v4()),
      services_(services),
      pause_(io),
      watch_(io) {
  acceptor_.assign(protocol_, listening.get());
  static_cast<void>(listening.release());
}

void Reception::go_on() {
  if (ended_) return;
  wait_for_client();
  if (!connections_.empty()) watch_times();
}

void Reception::wait_for_client() {
  if (awaits_client_) return;
  acceptor_.async_wait(tcp::acceptor::wait_read, [this](const ErrorCode& error) {
    awaits_client_ = false;
    if (ended_ || error == asio::error::operation_aborted) return;
    let_in();
  });
  awaits_client_ = true;
}

void Reception::let_in() {
  for (std::size_t count = 0; count < let_in_at_once; ++count) {
    auto caller = accept_client(acceptor_.native_handle());
    if (caller) {
      try {
        if (welcome(std::move(*caller))) continue;
      } catch (const std::bad_alloc&) {
        // One client is lost.
      }
      return rest();
    }
    const ErrorCode error = caller.error();
    const bool exhausted = error == boost::system::errc::too_many_files_open ||
                           error == boost::system::errc::too_many_files_open_in_system ||
                           error == boost::system::errc::no_buffer_space ||
                           error == boost::system::errc::not_enough_memory;
    if (exhausted && !make_room()) return rest();
    if (error == boost::system::errc::operation_would_block) break;
  }
  wait_for_client();
}

bool Reception::welcome(Caller caller) {
  const auto open =
      std::ranges::count(connections_, false, [](const auto& one) { return one->is_closed(); });
  if (std::cmp_greater_equal(open, services_.limits.connections_max) && !make_room()) return true;
  tcp::socket socket(io_);
  ErrorCode error;
  socket.assign(protocol_, caller.socket.get(), error);
  if (error) return false;  // epoll takes no more
  static_cast<void>(caller.socket.release());
  const auto connection =
      std::make_shared<Connection>(std::move(socket), std::move(caller.address), services_);
  connections_.push_back(connection);
  try {
    // Whatever a connection throws is its own end.
    asio::co_spawn(
        io_,
        Connection::serve(connection),
        [this, connection](const std::exception_ptr&) { connections_.remove(connection); }
    );
  } catch (...) {
    connections_.remove(connection);
    throw;
  }
  if (!watching_) watch_times();
  return true;
}

bool Reception::make_room() {
  const auto now = net::Clock::now();
  std::map<IpAddress, std::size_t> spares;
  for (const auto& one : connections_)
    if (spare(*one, now, services_.limits) != Spare::none) ++spares[one->peer()];
  if (spares.empty()) return false;
  const auto rank = [&](const std::shared_ptr<Connection>& one) {
    const Spare kind = spare(*one, now, services_.limits);
    const auto same = kind == Spare::none ? 0 : spares.at(one->peer());
    return std::tuple(kind != Spare::none, same, kind, now - one->since());
  };
  const auto first = std::ranges::max_element(connections_, {}, rank);
  (*first)->close();
  return true;
}

void Reception::rest() {
  pause_.expires_after(pause_without_sockets);
  pause_.async_wait([this](const ErrorCode& cancelled) {
    if (!cancelled && !ended_) go_on();
  });
}

void Reception::watch_times() {
  watch_.expires_after(times_watched_every);
  watch_.async_wait([this](const ErrorCode& cancelled) {
    if (cancelled || ended_) return;
    watching_ = false;
    const auto now = net::Clock::now();
    for (const auto& one : connections_)
      if (one->deadline() <= now) one->close();
    connections_.remove_if([](const auto& one) { return one->is_closed(); });
    if (!connections_.empty()) watch_times();
  });
  watching_ = true;
}

void Reception::end() {
  ended_ = true;
  ErrorCode ignored;
  acceptor_.close(ignored);
  pause_.cancel();
  watch_.cancel();
  for (const auto& one : connections_) one->close();
}

}  // namespace oakprobe::serve
