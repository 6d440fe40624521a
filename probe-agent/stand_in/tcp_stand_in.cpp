#include "probe-agent/stand_in/tcp_stand_in.hpp"

#include "net/socket_options.hpp"
#include "net/tcp_segments.hpp"
#include "probe-agent/clock.hpp"
#include "probe-agent/exchange/segment_fill.hpp"

#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <optional>
#include <span>

#include <sys/socket.h>

namespace oakprobe::agent {

using boost::asio::ip::tcp;

namespace {

// From accept to the end. The dialler resets the connection as soon as it has its echo.
constexpr std::chrono::seconds connection_time_max{5};

constexpr std::chrono::milliseconds accept_again_after{50};
constexpr std::chrono::milliseconds reset_looked_for_every{50};

// Of connections that wait to be accepted; the kernel takes no more than net.core.somaxconn.
constexpr int backlog = 4'096;

bool is_own_limit(const boost::system::error_code& failed) {
  switch (failed.value()) {
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
      return true;
    default:
      return false;
  }
}

}  // namespace

struct TcpStandIn::Connection {
  explicit Connection(tcp::socket accepted)
      : socket(std::move(accepted)), timer(socket.get_executor()) {}

  tcp::socket socket;
  boost::asio::steady_timer timer;
  TimePoint accepted_at = Clock::now();
  IpAddress peer;
  std::uint16_t peer_port = 0;
  std::array<std::byte, wire::datagram_bytes_min> question{};
  std::size_t question_bytes = 0;
  bool authentic = false;
  std::optional<wire::Datagram> sized;  // the probe that asked to try segments
  bool filled = false;                  // our segments are with the kernel
  bool question_whole = false;          // the dialler's have come
  Handle self;
};

TcpStandIn::TcpStandIn(tcp::acceptor acceptor, const wire::DatagramCodec& codec, Receipts& receipts)
    : acceptor_(std::move(acceptor)),
      port_{Protocol::tcp, acceptor_.local_endpoint().port()},
      room_timer_(acceptor_.get_executor()),
      codec_(codec),
      receipts_(receipts) {
  acceptor_.listen(backlog);
  accept();
}

TcpStandIn::~TcpStandIn() {
  for (const auto& connection : connections_) {
    net::reset_on_close(connection->socket.native_handle());
    boost::system::error_code ignored;
    connection->socket.close(ignored);
    connection->timer.cancel();
  }
}

void TcpStandIn::accept() {
  accepting_ = true;
  acceptor_.async_accept([this, watch = lifetime_.watch()](
                             const boost::system::error_code& failed, tcp::socket socket
                         ) {
    if (watch.expired() || failed == boost::asio::error::operation_aborted) return;
    accepting_ = false;
    if (!failed) {
      serve(std::move(socket));
      accept_if_there_is_room();
      return;
    }
    // Out of descriptors, or the peer was gone before it was accepted: go on a little later.
    if (is_own_limit(failed)) ++failed_accepts_;
    const auto timer = std::make_shared<boost::asio::steady_timer>(acceptor_.get_executor());
    timer->expires_after(accept_again_after);
    timer->async_wait([this, timer, watch](const boost::system::error_code& cancelled) {
      if (!cancelled && !watch.expired() && !accepting_) accept();
    });
  });
}

void TcpStandIn::accept_if_there_is_room() {
  if (connections_.size() < connections_max || make_room()) {
    if (!accepting_) accept();
    return;
  }
  room_timer_.expires_after(silent_time);
  room_timer_.async_wait(lifetime_.when_over([this] {
    if (!accepting_) accept_if_there_is_room();
  }));
}

bool TcpStandIn::make_room() {
  const auto silent = std::ranges::find_if(connections_, [](const auto& one) {
    return !one->authentic && Clock::now() - one->accepted_at >= silent_time;
  });
  if (silent == connections_.end()) return false;
  const std::shared_ptr<Connection> ended = *silent;
  ++failed_accepts_;  // whoever waits behind these may have waited in vain
  end(ended);
  return true;
}

void TcpStandIn::serve(tcp::socket socket) {
  boost::system::error_code gone;
  const tcp::endpoint peer = socket.remote_endpoint(gone);
  socket.non_blocking(true, gone);
  const auto connection = std::make_shared<Connection>(std::move(socket));
  connection->peer = unmapped(peer.address());
  connection->peer_port = peer.port();
  connection->self = connections_.insert(connections_.end(), connection);
  connection->timer.expires_after(connection_time_max);
  connection->timer.async_wait(
      [this, weak = std::weak_ptr(connection)](const boost::system::error_code& cancelled) {
        if (const auto alive = weak.lock(); alive && !cancelled) end(alive);
      }
  );
  await_more(connection);
}

void TcpStandIn::await_more(const std::shared_ptr<Connection>& connection) {
  connection->socket.async_wait(
      tcp::socket::wait_read,
      [this, weak = std::weak_ptr(connection)](const boost::system::error_code& cancelled) {
        if (const auto alive = weak.lock(); alive && !cancelled) on_readable(alive);
      }
  );
}

void TcpStandIn::on_readable(const std::shared_ptr<Connection>& connection) {
  if (connection->sized) return receive_segments(connection);
  const int fd = connection->socket.native_handle();
  const auto room = std::span(connection->question).subspan(connection->question_bytes);
  if (room.empty()) return end(connection);  // more than one question, or the dialler's reset
  const ssize_t size = ::recv(fd, room.data(), room.size(), MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return await_more(connection);
  if (size <= 0) return end(connection);
  connection->question_bytes += static_cast<std::size_t>(size);
  if (connection->question_bytes < connection->question.size()) return await_more(connection);

  const auto probe = codec_.decode(connection->question);
  if (!probe || !receipts_.accept(port_, *probe, connection->peer, connection->peer_port)) {
    return end(connection);
  }
  connection->authentic = true;
  wire::Datagram echo = *probe;
  echo.kind = wire::DatagramKind::echo;
  std::array<std::byte, wire::datagram_bytes_min> bytes;
  codec_.encode(echo, bytes);
  const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent == static_cast<ssize_t>(bytes.size())) {
    receipts_.answered(*probe);
  } else {
    receipts_.answer_failed(*probe, sent < 0 ? errno : EMSGSIZE);
  }
  if (probe->attempt >= evidence::size_attempt) {
    connection->sized = *probe;
    fill_segments(connection);
  }
  await_more(connection);
}

void TcpStandIn::fill_segments(const std::shared_ptr<Connection>& connection) {
  const auto full =
      net::full_packet_bytes(connection->socket.native_handle(), connection->peer.is_v6());
  boost::asio::async_write(
      connection->socket,
      segment_fill(full.value_or(0)),
      [connection](const boost::system::error_code& failed, std::size_t) {
        if (failed || !connection->socket.is_open()) return;
        connection->filled = true;
        close_in_order(connection);
      }
  );
}

void TcpStandIn::receive_segments(const std::shared_ptr<Connection>& connection) {
  std::array<std::byte, 4'096> ignored;
  while (true) {
    const ssize_t size =
        ::recv(connection->socket.native_handle(), ignored.data(), ignored.size(), MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return await_more(connection);
    if (size < 0) return end(connection);
    if (size == 0) break;
    connection->question_bytes += static_cast<std::size_t>(size);
    const std::size_t most =
        wire::datagram_bytes_min + evidence::segment_fill_bytes(evidence::packet_bytes_max);
    if (connection->question_bytes > most) return end(connection);
  }
  connection->question_whole = true;
  receipts_.segments_arrived(*connection->sized);
  close_in_order(connection);
  await_reset(connection);
}

// What is left is the dialler's reset, or the end of our patience: until then what was lost of ours
// is sent again. Looked for in intervals, since a socket that both sides have shut down is always
// ready.
void TcpStandIn::await_reset(const std::shared_ptr<Connection>& connection) {
  const auto again = std::make_shared<boost::asio::steady_timer>(acceptor_.get_executor());
  again->expires_after(reset_looked_for_every);
  again->async_wait([this, again, watch = lifetime_.watch(), weak = std::weak_ptr(connection)](
                        const boost::system::error_code& cancelled
                    ) {
    const auto alive = weak.lock();
    if (cancelled || watch.expired() || !alive || !alive->socket.is_open()) return;
    const int fd = alive->socket.native_handle();
    const bool arrived = alive->filled && net::unacknowledged_bytes(fd) == 0;
    arrived || net::take_socket_error(fd) != 0 ? end(alive) : await_reset(alive);
  });
}

// The dialler reads our end as the word that all of its segments are here.
void TcpStandIn::close_in_order(const std::shared_ptr<Connection>& connection) {
  if (!connection->filled || !connection->question_whole) return;
  boost::system::error_code ignored;
  connection->socket.shutdown(tcp::socket::shutdown_send, ignored);
}

void TcpStandIn::end(const std::shared_ptr<Connection>& connection) {
  if (!connection->authentic) receipts_.stranger(port_, connection->peer);
  net::reset_on_close(connection->socket.native_handle());
  boost::system::error_code ignored;
  connection->socket.close(ignored);
  connection->timer.cancel();
  connections_.erase(connection->self);
  if (!accepting_ && acceptor_.is_open()) accept();
}

}  // namespace oakprobe::agent
