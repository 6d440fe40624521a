#include "net/packet_view.hpp"

#include "base/big_endian.hpp"

#include <algorithm>

#include <net/if_arp.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>

namespace oakprobe::net {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::size_t ports_bytes = 4;
constexpr std::size_t udp_bytes = 8;
constexpr std::size_t tcp_bytes_min = 20;
constexpr std::size_t icmp_bytes = 8;
constexpr std::size_t ipv4_bytes_min = 20;
constexpr std::size_t ipv6_bytes = 40;
constexpr std::size_t neighbour_bytes = 24;  // of a solicitation or advertisement, without options
constexpr std::size_t arp_bytes = 28;  // with 6 bytes of link-layer address and 4 of protocol's

constexpr unsigned more_fragments = 0x2000;
constexpr unsigned fragment_offset_mask = 0x1fff;

template <class T>
T number(Bytes bytes, std::size_t at) {
  return load_big_endian<T>(bytes.subspan(at, sizeof(T)));
}

IpAddress address_v4(Bytes bytes, std::size_t at) {
  return boost::asio::ip::address_v4(number<std::uint32_t>(bytes, at));
}

IpAddress address_v6(Bytes bytes, std::size_t at) {
  boost::asio::ip::address_v6::bytes_type raw;
  const auto from = bytes.subspan(at, raw.size());
  std::ranges::transform(from, raw.begin(), [](std::byte b) {
    return std::to_integer<unsigned char>(b);
  });
  return boost::asio::ip::address_v6(raw);
}

// What an IP header says, and what follows it.
struct Network {
  IpAddress source;
  IpAddress destination;
  int protocol = 0;
  bool fragment = false;
  Bytes rest;
};

std::optional<Network> ipv4_network(Bytes bytes) {
  if (bytes.size() < ipv4_bytes_min) return std::nullopt;
  const std::size_t header = 4 * (std::to_integer<std::size_t>(bytes[0]) & 0xf);
  if (header < ipv4_bytes_min || header > bytes.size()) return std::nullopt;
  const auto fragment = number<std::uint16_t>(bytes, 6);
  if ((fragment & fragment_offset_mask) != 0) return std::nullopt;
  Network out;
  out.source = address_v4(bytes, 12);
  out.destination = address_v4(bytes, 16);
  out.protocol = std::to_integer<int>(bytes[9]);
  out.fragment = (fragment & more_fragments) != 0;
  // Behind the packet there may be the frame's padding. Zero: longer than the field can say.
  const std::size_t total = number<std::uint16_t>(bytes, 2);
  out.rest = (total >= header ? bytes.first(std::min(total, bytes.size())) : bytes).subspan(header);
  return out;
}

std::optional<Network> ipv6_network(Bytes bytes) {
  if (bytes.size() < ipv6_bytes) return std::nullopt;
  Network out;
  out.source = address_v6(bytes, 8);
  out.destination = address_v6(bytes, 24);
  out.protocol = std::to_integer<int>(bytes[6]);
  out.rest = bytes.subspan(ipv6_bytes);
  const std::size_t length = number<std::uint16_t>(bytes, 4);
  if (length != 0) out.rest = out.rest.first(std::min(length, out.rest.size()));
  if (out.protocol == IPPROTO_HOPOPTS) {
    if (out.rest.size() < 8) return std::nullopt;
    const std::size_t options = 8 * (std::to_integer<std::size_t>(out.rest[1]) + 1);
    if (options > out.rest.size()) return std::nullopt;
    out.protocol = std::to_integer<int>(out.rest[0]);
    out.rest = out.rest.subspan(options);
  }
  return out;
}

std::optional<Network> network_of(Bytes bytes) {
  if (bytes.empty()) return std::nullopt;
  switch (std::to_integer<int>(bytes[0]) >> 4) {
    case 4:
      return ipv4_network(bytes);
    case 6:
      return ipv6_network(bytes);
    default:
      return std::nullopt;
  }
}

// Without what lies behind the datagram. A length of zero, or a nonsensical one, tells nothing.
Bytes udp_payload(Bytes bytes) {
  if (bytes.size() < udp_bytes) return {};
  const std::size_t length = number<std::uint16_t>(bytes, 4);
  if (length >= udp_bytes) bytes = bytes.first(std::min(length, bytes.size()));
  return bytes.subspan(udp_bytes);
}

std::optional<UdpView> udp_view(Bytes bytes) {
  if (bytes.size() < udp_bytes) return std::nullopt;
  return UdpView{
      number<std::uint16_t>(bytes, 0), number<std::uint16_t>(bytes, 2), udp_payload(bytes)};
}

// TSval of a header's options; 0 where there is none, or what is there makes no sense.
std::uint32_t tcp_timestamp(Bytes options) {
  constexpr int end = 0;
  constexpr int padding = 1;
  constexpr int timestamps = 8;
  constexpr std::size_t timestamps_bytes = 10;
  while (!options.empty()) {
    const int kind = std::to_integer<int>(options[0]);
    if (kind == end) return 0;
    if (kind == padding) {
      options = options.subspan(1);
      continue;
    }
    const std::size_t length = options.size() < 2 ? 0 : std::to_integer<std::size_t>(options[1]);
    if (length < 2 || length > options.size()) return 0;
    if (kind == timestamps) {
      return length == timestamps_bytes ? number<std::uint32_t>(options, 2) : 0;
    }
    options = options.subspan(length);
  }
  return 0;
}

std::optional<TcpView> tcp_view(Bytes bytes) {
  if (bytes.size() < tcp_bytes_min) return std::nullopt;
  const auto flags = std::to_integer<unsigned>(bytes[13]);
  TcpView view;
  view.source_port = number<std::uint16_t>(bytes, 0);
  view.destination_port = number<std::uint16_t>(bytes, 2);
  view.sequence = number<std::uint32_t>(bytes, 4);
  view.acknowledged = number<std::uint32_t>(bytes, 8);
  view.syn = (flags & 0x02) != 0;
  view.reset = (flags & 0x04) != 0;
  view.ack = (flags & 0x10) != 0;
  const std::size_t header = 4 * (std::to_integer<std::size_t>(bytes[12]) >> 4);
  if (view.syn && header > tcp_bytes_min && header <= bytes.size())
    view.timestamp = tcp_timestamp(bytes.first(header).subspan(tcp_bytes_min));
  return view;
}

bool is_error(std::uint8_t type, bool ipv6) {
  if (ipv6) return type >= 1 && type <= 4;       // RFC 4443 §3
  return type == 3 || type == 11 || type == 12;  // RFC 792: unreachable, time exceeded, parameter
}

// In the second half of the header's second word for ICMP (RFC 1191), in all of it for ICMPv6.
std::uint32_t next_hop_mtu(Bytes bytes, bool ipv6) {
  const auto type = std::to_integer<int>(bytes[0]);
  if (ipv6) return type == 2 ? number<std::uint32_t>(bytes, 4) : 0;
  return type == 3 && bytes[1] == std::byte{4} ? number<std::uint16_t>(bytes, 6) : 0;
}

std::optional<IcmpErrorView> icmp_view(Bytes bytes, bool ipv6) {
  if (bytes.size() < icmp_bytes) return std::nullopt;
  const auto type = std::to_integer<std::uint8_t>(bytes[0]);
  if (!is_error(type, ipv6)) return std::nullopt;
  const auto quote = bytes.subspan(icmp_bytes);
  const auto quoted = ipv6 ? ipv6_network(quote) : ipv4_network(quote);
  if (!quoted || quoted->rest.size() < ports_bytes) return std::nullopt;
  if (quoted->protocol != IPPROTO_UDP && quoted->protocol != IPPROTO_TCP) return std::nullopt;

  IcmpErrorView view;
  view.type = type;
  view.code = std::to_integer<std::uint8_t>(bytes[1]);
  view.mtu = next_hop_mtu(bytes, ipv6);
  view.quoted_source = quoted->source;
  view.quoted_destination = quoted->destination;
  view.quoted_source_port = number<std::uint16_t>(quoted->rest, 0);
  view.quoted_destination_port = number<std::uint16_t>(quoted->rest, 2);
  if (quoted->protocol == IPPROTO_UDP) {
    view.quoted_payload = udp_payload(quoted->rest);
  } else {
    view.quoted_protocol = Protocol::tcp;
    if (quoted->rest.size() >= 8) view.quoted_sequence = number<std::uint32_t>(quoted->rest, 4);
  }
  return view;
}

std::optional<NeighbourView> neighbour_view(Bytes bytes) {
  if (bytes.size() < neighbour_bytes) return std::nullopt;
  const auto type = std::to_integer<int>(bytes[0]);
  if (type != ND_NEIGHBOR_SOLICIT && type != ND_NEIGHBOR_ADVERT) return std::nullopt;
  return NeighbourView{type == ND_NEIGHBOR_ADVERT, address_v6(bytes, 8)};
}

std::optional<PacketView> arp_view(Bytes bytes) {
  constexpr std::uint32_t for_ipv4 = 0x0800'0604;  // protocol, and the sizes of both addresses
  if (bytes.size() < arp_bytes || number<std::uint32_t>(bytes, 2) != for_ipv4) return std::nullopt;
  const auto operation = number<std::uint16_t>(bytes, 6);
  if (operation != ARPOP_REQUEST && operation != ARPOP_REPLY) return std::nullopt;
  const bool answer = operation == ARPOP_REPLY;
  const IpAddress sender = address_v4(bytes, 14);
  const IpAddress target = address_v4(bytes, 24);
  return PacketView{sender, target, false, NeighbourView{answer, answer ? sender : target}};
}

template <class View>
std::optional<PacketView> with_content(const Network& network, const std::optional<View>& content) {
  if (!content) return std::nullopt;
  return PacketView{network.source, network.destination, network.fragment, *content};
}

std::optional<PacketView> view_of(const Network& network) {
  const bool ipv6 = network.source.is_v6();
  if (network.protocol == IPPROTO_UDP) return with_content(network, udp_view(network.rest));
  if (network.protocol == IPPROTO_TCP) return with_content(network, tcp_view(network.rest));
  const int icmp = ipv6 ? int{IPPROTO_ICMPV6} : int{IPPROTO_ICMP};
  if (network.protocol != icmp) return std::nullopt;
  if (const auto neighbour = ipv6 ? neighbour_view(network.rest) : std::nullopt) {
    return with_content(network, neighbour);
  }
  return with_content(network, icmp_view(network.rest, ipv6));
}

}  // namespace

std::optional<PacketView> view_packet(std::span<const std::byte> bytes) {
  if (!bytes.empty() && std::to_integer<int>(bytes[0]) == 0) return arp_view(bytes);
  const auto network = network_of(bytes);
  return network ? view_of(*network) : std::nullopt;
}

std::optional<PacketView> view_segment(
    std::span<const std::byte> bytes,
    Protocol protocol,
    const IpAddress& source,
    const IpAddress& destination
) {
  const int number = protocol == Protocol::udp ? IPPROTO_UDP : IPPROTO_TCP;
  return view_of({source, destination, number, false, bytes});
}

}  // namespace oakprobe::net
