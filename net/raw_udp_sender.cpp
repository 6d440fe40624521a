#include "net/raw_udp_sender.hpp"

#include "base/big_endian.hpp"
#include "base/check.hpp"
#include "net/socket_options.hpp"
#include "net/tap_socket.hpp"
#include "packets/checksum.hpp"
#include "packets/packet_filter.hpp"
#include "wire/datagram.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <netinet/in.h>

namespace oakprobe::net {
namespace {

constexpr std::size_t udp_header_bytes = 8;
constexpr std::size_t at_checksum = 6;

using Header = std::array<std::byte, udp_header_bytes>;

// Over the pseudo header of RFC 768, the header and the payload.
std::uint16_t ipv4_checksum(
    const RawUdpSender::Endpoint& from,
    const RawUdpSender::Endpoint& to,
    std::span<const std::byte> header,
    std::span<const std::byte> payload
) {
  std::uint32_t sum = IPPROTO_UDP + static_cast<std::uint32_t>(header.size() + payload.size());
  for (const auto& end : {from, to}) {
    const std::uint32_t address = end.address().to_v4().to_uint();
    sum += (address >> 16) + (address & 0xffff);
  }
  sum += packets::internet_sum(header) + packets::internet_sum(payload);
  const auto checksum = static_cast<std::uint16_t>(~packets::folded(sum));
  return checksum == 0 ? 0xffff : checksum;  // zero would say that there is none
}

Header udp_header(
    const RawUdpSender::Endpoint& from, const RawUdpSender::Endpoint& to, std::size_t payload_bytes
) {
  Header header{};
  const std::span<std::byte> out(header);
  store_big_endian(out, from.port());
  store_big_endian(out.subspan(2), to.port());
  store_big_endian(out.subspan(4), static_cast<std::uint16_t>(udp_header_bytes + payload_bytes));
  return header;
}

template <class Info>
void put_control(msghdr& message, int level, int type, const Info& info) {
  message.msg_controllen = CMSG_SPACE(sizeof info);
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = level;
  header->cmsg_type = type;
  header->cmsg_len = CMSG_LEN(sizeof info);
  std::memcpy(CMSG_DATA(header), &info, sizeof info);
}

// The source address, for the kernel to put into the IP header.
void put_source(msghdr& message, const IpAddress& source) {
  if (source.is_v4()) {
    in_pktinfo info{};
    const auto bytes = source.to_v4().to_bytes();
    std::memcpy(&info.ipi_spec_dst, bytes.data(), bytes.size());
    return put_control(message, IPPROTO_IP, IP_PKTINFO, info);
  }
  in6_pktinfo info{};
  const auto bytes = source.to_v6().to_bytes();
  std::memcpy(&info.ipi6_addr, bytes.data(), bytes.size());
  put_control(message, IPPROTO_IPV6, IPV6_PKTINFO, info);
}

}  // namespace

Result<RawUdpSender> RawUdpSender::open(bool ipv6) {
  auto socket = TapSocket::open(ipv6 ? AF_INET6 : AF_INET, SOCK_RAW, IPPROTO_UDP);
  if (!socket) return socket.error();
  // A raw socket gets every UDP datagram of the host.
  if (const ErrorCode error = socket->attach(packets::reject_all_filter())) return error;
  socket->drain();
  if (ipv6 && !set_option(socket->fd(), IPPROTO_IPV6, IPV6_CHECKSUM, at_checksum)) {
    return last_error();
  }
  return RawUdpSender(std::move(*socket).take(), ipv6);
}

int RawUdpSender::send(const Endpoint& from, const Endpoint& to, std::span<const std::byte> payload)
    const {
  CHECK(!payload.empty() && payload.size() <= wire::datagram_bytes_max);
  const auto version = std::to_integer<int>(payload[0]) >> 4;
  CHECK(version != 4 && version != 6);
  CHECK(from.address().is_v6() == ipv6_ && to.address().is_v6() == ipv6_);

  Header header = udp_header(from, to, payload.size());
  if (!ipv6_) {
    const auto checksum = ipv4_checksum(from, to, header, payload);
    store_big_endian(std::span(header).subspan(at_checksum), checksum);
  }
  Endpoint destination = to;
  destination.port(0);  // IPv6 takes a port here for a protocol number, and refuses it
  std::array<iovec, 2> parts{{
      {header.data(), header.size()},
      {const_cast<std::byte*>(payload.data()), payload.size()},
  }};
  alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(sizeof(in6_pktinfo))> control{};
  msghdr message{};
  message.msg_name = destination.data();
  message.msg_namelen = static_cast<socklen_t>(destination.size());
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  put_source(message, from.address());
  return ::sendmsg(fd_.get(), &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? errno : 0;
}

}  // namespace oakprobe::net
