#include "probe-agent/look/look_socket.hpp"

#include "base/check.hpp"
#include "net/socket_options.hpp"

#include <array>
#include <cerrno>
#include <span>
#include <utility>

#include <netinet/in.h>

namespace oakprobe::agent {

using boost::asio::ip::udp;

namespace {

constexpr int datagrams_per_turn = 64;
constexpr int sends_max = 3;

}  // namespace

LookSocket::LookSocket(LookContext& look, LookSocketEvents events)
    : look_(look), events_(std::move(events)), socket_(look.io) {}

bool LookSocket::open() {
  if (open_source_socket(socket_, look_.is_ipv6(), look_.source) != 0) return false;
  prepare();
  return true;
}

bool LookSocket::open_again(std::uint16_t port) {
  const bool ipv6 = look_.is_ipv6();
  const udp family = ipv6 ? udp::v6() : udp::v4();
  const auto& bind = look_.source.bind;
  const bool bound = bind && bind->is_v6() == ipv6;
  const udp::endpoint local = bound ? udp::endpoint(*bind, port) : udp::endpoint(family, port);
  boost::system::error_code failed;
  socket_.open(family, failed);
  if (!failed && ipv6) socket_.set_option(boost::asio::ip::v6_only(true), failed);
  if (!failed) socket_.set_option(udp::socket::reuse_address(true), failed);
  if (!failed) socket_.bind(local, failed);
  if (!failed) socket_.non_blocking(true, failed);
  if (!failed) socket_.connect(udp::endpoint(look_.target.address, look_.target.port), failed);
  if (failed) return false;
  prepare();
  return true;
}

void LookSocket::prepare() {
  const int fd = socket_.native_handle();
  net::set_option(fd, SOL_SOCKET, SO_RCVBUF, net::receive_buffer_bytes);
  net::enable_error_queue(fd, look_.is_ipv6());
}

void LookSocket::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void LookSocket::set_fragmenting(bool may_fragment) {
  const int fd = socket_.native_handle();
  if (look_.is_ipv6()) {
    const int how = may_fragment ? IPV6_PMTUDISC_DONT : IPV6_PMTUDISC_PROBE;
    net::set_option(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, how);
  } else {
    const int how = may_fragment ? IP_PMTUDISC_DONT : IP_PMTUDISC_PROBE;
    net::set_option(fd, IPPROTO_IP, IP_MTU_DISCOVER, how);
  }
}

void LookSocket::set_hop_limit(int limit) {
  net::set_hop_limit(socket_.native_handle(), look_.is_ipv6(), limit);
}

void LookSocket::listen() {
  socket_.async_wait(udp::socket::wait_read, lifetime_.when_over([this] {
    if (look_.wait.is_stopped() || !socket_.is_open()) return;
    drain();
    look_.wait.arrived();
    listen();
  }));
}

void LookSocket::drain() {
  drain_errors();
  std::array<std::byte, wire::datagram_bytes_min> buffer;
  const int fd = socket_.native_handle();
  for (int turn = 0; turn < datagrams_per_turn; ++turn) {
    udp::endpoint from;
    auto from_bytes = static_cast<socklen_t>(from.capacity());
    const ssize_t size = ::recvfrom(
        fd, buffer.data(), buffer.size(), MSG_DONTWAIT | MSG_TRUNC, from.data(), &from_bytes
    );
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EBADF)) return;
    if (size != static_cast<ssize_t>(buffer.size())) continue;
    from.resize(from_bytes);
    on_datagram(buffer, from);
  }
}

void LookSocket::on_datagram(std::span<const std::byte> bytes, udp::endpoint from) {
  const auto echo = look_.codec.decode(bytes);
  if (!echo || echo->kind != wire::DatagramKind::echo || echo->run != look_.run) return;
  const LookTarget& target = look_.target;
  if (echo->path != target.look.path) return;
  if (unmapped(from.address()) != target.address || from.port() != target.port) return;
  events_.echo(echo->attempt);
}

void LookSocket::drain_errors() {
  const int fd = socket_.native_handle();
  net::drain_error_queue(fd, [this](const net::QueuedError& error) {
    if (!error.icmp || error.destination != look_.target.address) return;
    const auto quoted = look_.codec.decode(error.payload);
    events_.error(*error.icmp, quoted ? std::optional<unsigned>(quoted->attempt) : std::nullopt);
  });
  static_cast<void>(net::take_socket_error(fd));
}

int LookSocket::send(unsigned attempt, std::uint16_t payload_bytes) {
  wire::Datagram probe;
  probe.run = look_.run;
  probe.path = look_.target.look.path;
  probe.attempt = static_cast<std::uint16_t>(attempt);
  probe.size = payload_bytes;
  std::array<std::byte, evidence::packet_bytes_max> buffer;
  CHECK(payload_bytes <= buffer.size());
  const auto bytes = std::span(buffer).first(payload_bytes);
  look_.codec.encode(probe, bytes);
  const udp::endpoint to(look_.target.address, look_.target.port);
  const int fd = socket_.native_handle();
  // An earlier probe's error refuses this send; then it must be sent again.
  for (int tries = 0; tries < sends_max; ++tries) {
    drain_errors();
    const auto size = ::sendto(
        fd, bytes.data(), bytes.size(), MSG_DONTWAIT, to.data(), static_cast<socklen_t>(to.size())
    );
    if (size >= 0) return 0;
    if (errno == EPERM || errno == ENOBUFS || errno == EMSGSIZE) return errno;
  }
  return errno;
}

}  // namespace oakprobe::agent
