#include "net/raw_tap.hpp"

#include "net/socket_options.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <linux/sock_diag.h>
#include <netinet/in.h>

namespace oakprobe::net {

Result<RawTap> RawTap::open(
    Protocol protocol, bool ipv6, const packets::TapScope& scope, int buffer_bytes
) {
  const int number = protocol == Protocol::udp ? IPPROTO_UDP : IPPROTO_TCP;
  auto socket = TapSocket::open(ipv6 ? AF_INET6 : AF_INET, SOCK_RAW, number);
  if (!socket) return socket.error();
  RawTap tap(std::move(*socket), protocol, ipv6);
  // From socket() on everything of the protocol was queued.
  if (const ErrorCode error = tap.socket_.attach(packets::reject_all_filter())) return error;
  tap.socket_.drain();
  tap.socket_.set_buffer(buffer_bytes);
  if (ipv6 && !set_option(tap.fd(), IPPROTO_IPV6, IPV6_RECVPKTINFO, 1)) return from_errno(errno);
  if (const ErrorCode error = tap.set_scope(scope)) return error;
  return tap;
}

ErrorCode RawTap::set_scope(const packets::TapScope& scope) {
  const packets::FilterStart transport = protocol_ == Protocol::udp
                                             ? packets::FilterStart::udp_header
                                             : packets::FilterStart::tcp_header;
  return socket_.attach(
      packets::tap_filter(scope, ipv6_ ? transport : packets::FilterStart::network_header)
  );
}

bool RawTap::drain(const PacketVisit& visit) {
  for (std::size_t taken = 0; taken < packets_per_drain; ++taken) {
    const auto packet = socket_.receive();
    if (!packet) return true;
    if (const auto seen = captured(*packet)) visit(*seen);
  }
  return false;
}

std::optional<packets::CapturedPacket> RawTap::captured(const ReceivedPacket& packet) const {
  packets::CapturedPacket out;
  if (!ipv6_) {
    const auto view = packets::view_packet(packet.bytes);
    if (!view) return std::nullopt;
    out.view = *view;
    return out;
  }
  const auto source = address_of(packet.from);
  // The address that the packet was for, and the interface that it came in by.
  const auto info = control_of<in6_pktinfo>(packet.message, IPPROTO_IPV6, IPV6_PKTINFO);
  if (!source || !info) return std::nullopt;
  boost::asio::ip::address_v6::bytes_type bytes;
  std::memcpy(bytes.data(), &info->ipi6_addr, bytes.size());
  const auto view =
      packets::view_segment(packet.bytes, protocol_, *source, boost::asio::ip::address_v6(bytes));
  if (!view) return std::nullopt;
  out.view = *view;
  out.interface = info->ipi6_ifindex;
  return out;
}

std::optional<std::uint64_t> RawTap::dropped() const {
  std::array<std::uint32_t, SK_MEMINFO_VARS> values{};
  socklen_t size = sizeof values;
  if (::getsockopt(fd(), SOL_SOCKET, SO_MEMINFO, values.data(), &size) != 0) return std::nullopt;
  if (size <= SK_MEMINFO_DROPS * sizeof(std::uint32_t)) return std::nullopt;
  return values[SK_MEMINFO_DROPS];
}

}  // namespace oakprobe::net
