#include "probe-agent/watch/canary.hpp"

#include "probe-agent/clock.hpp"

#include <boost/asio/ip/udp.hpp>

#include <array>
#include <cerrno>
#include <poll.h>

#include <sys/socket.h>

namespace oakprobe::agent {

using boost::asio::ip::udp;

namespace {

constexpr std::chrono::milliseconds poll_interval{10};

// Of a TCP port, too: it is but an address and a number.
udp::endpoint loopback(bool ipv6, std::uint16_t port) {
  return ipv6 ? udp::endpoint(boost::asio::ip::address_v6::loopback(), port)
              : udp::endpoint(boost::asio::ip::address_v4::loopback(), port);
}

std::uint16_t bound_port(int fd) {
  udp::endpoint bound;
  auto size = static_cast<socklen_t>(bound.capacity());
  return ::getsockname(fd, bound.data(), &size) == 0 ? bound.port() : 0;
}

}  // namespace

std::optional<Canary> Canary::udp(bool ipv6) { return make(false, ipv6); }

std::optional<Canary> Canary::tcp(bool ipv6) { return make(true, ipv6); }

std::optional<Canary> Canary::make(bool is_tcp, bool ipv6) {
  const int family = ipv6 ? AF_INET6 : AF_INET;
  const int type = (is_tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC;
  Canary canary;
  canary.tcp_ = is_tcp;
  canary.ipv6_ = ipv6;
  canary.receiver_.reset(::socket(family, type, 0));
  canary.sender_.reset(::socket(family, type, 0));
  if (!canary.receiver_.valid() || !canary.sender_.valid()) return std::nullopt;
  const auto any = loopback(ipv6, 0);
  if (::bind(canary.receiver_.get(), any.data(), static_cast<socklen_t>(any.size())) != 0)
    return std::nullopt;
  if (is_tcp && ::listen(canary.receiver_.get(), 1) != 0) return std::nullopt;
  canary.port_ = bound_port(canary.receiver_.get());
  if (canary.port_ == 0) return std::nullopt;
  return canary;
}

bool Canary::send(const wire::DatagramCodec& codec) {
  const auto to = loopback(ipv6_, port_);
  const auto to_size = static_cast<socklen_t>(to.size());
  if (tcp_) return ::connect(sender_.get(), to.data(), to_size) == 0 || errno == EINPROGRESS;
  std::array<std::byte, wire::datagram_bytes_min> bytes;
  wire::Datagram to_itself;  // of no run
  to_itself.path.source = to_itself.path.target = codec.own();
  codec.encode(to_itself, bytes);
  return ::sendto(sender_.get(), bytes.data(), bytes.size(), 0, to.data(), to_size) > 0;
}

bool Canary::receive() const {
  if (tcp_) {
    const net::UniqueFd accepted(
        ::accept4(receiver_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)
    );
    return accepted.valid();
  }
  std::array<std::byte, 1> byte;
  return ::recv(receiver_.get(), byte.data(), byte.size(), MSG_DONTWAIT) >= 0;
}

CanaryResult Canary::fly(
    net::PacketTap& link,
    net::RawTap& raw,
    const wire::DatagramCodec& codec,
    std::chrono::milliseconds limit
) {
  CanaryResult result;
  const auto is_ours = [&](const packets::CapturedPacket& packet) {
    if (const auto* udp = std::get_if<packets::UdpView>(&packet.view.content)) {
      return !tcp_ && udp->destination_port == port_;
    }
    const auto* tcp = std::get_if<packets::TcpView>(&packet.view.content);
    return tcp_ && tcp != nullptr && tcp->destination_port == port_;
  };
  result.sent = send(codec);
  const TimePoint give_up_at = Clock::now() + limit;
  while (true) {
    static_cast<void>(link.drain([&](const packets::CapturedPacket& packet) {
      result.at_link = result.at_link || is_ours(packet);
    }));
    static_cast<void>(raw.drain([&](const packets::CapturedPacket& packet) {
      result.at_raw = result.at_raw || is_ours(packet);
    }));
    result.received = result.received || receive();
    const bool done = result.at_link && result.at_raw;
    if (done || !result.sent || Clock::now() >= give_up_at) return result;
    std::array<pollfd, 3> wait{
        {{link.fd(), POLLIN, 0}, {raw.fd(), POLLIN, 0}, {receiver_.get(), POLLIN, 0}}};
    static_cast<void>(::poll(wait.data(), wait.size(), static_cast<int>(poll_interval.count())));
  }
}

}  // namespace oakprobe::agent
