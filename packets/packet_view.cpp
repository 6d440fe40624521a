#include "packets/packet_view.hpp"

#include "base/big_endian.hpp"
#include "packets/header_layout.hpp"

#include <algorithm>

namespace oakprobe::packets {
namespace {

using Bytes = std::span<const std::byte>;

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
  if (bytes.size() < layout::ipv4::bytes_min) return std::nullopt;
  const std::size_t header = 4 * (std::to_integer<std::size_t>(bytes[0]) & 0xf);
  if (header < layout::ipv4::bytes_min || header > bytes.size()) return std::nullopt;
  const auto fragment = number<std::uint16_t>(bytes, layout::ipv4::fragment);
  if ((fragment & layout::ipv4::offset_mask) != 0) return std::nullopt;
  Network out;
  out.source = address_v4(bytes, layout::ipv4::source);
  out.destination = address_v4(bytes, layout::ipv4::destination);
  out.protocol = std::to_integer<int>(bytes[layout::ipv4::protocol]);
  out.fragment = (fragment & layout::ipv4::more_fragments) != 0;
  // Behind the packet there may be the frame's padding. Zero: longer than the field can say.
  const std::size_t total = number<std::uint16_t>(bytes, layout::ipv4::total_bytes);
  out.rest = (total >= header ? bytes.first(std::min(total, bytes.size())) : bytes).subspan(header);
  return out;
}

std::optional<Network> ipv6_network(Bytes bytes) {
  if (bytes.size() < layout::ipv6::bytes) return std::nullopt;
  Network out;
  out.source = address_v6(bytes, layout::ipv6::source);
  out.destination = address_v6(bytes, layout::ipv6::destination);
  out.protocol = std::to_integer<int>(bytes[layout::ipv6::next_header]);
  out.rest = bytes.subspan(layout::ipv6::bytes);
  const std::size_t length = number<std::uint16_t>(bytes, layout::ipv6::payload_bytes);
  if (length != 0) out.rest = out.rest.first(std::min(length, out.rest.size()));
  if (out.protocol == layout::hop_by_hop_number) {
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
  if (bytes.size() < layout::udp::bytes) return {};
  const std::size_t length = number<std::uint16_t>(bytes, layout::udp::length);
  if (length >= layout::udp::bytes) bytes = bytes.first(std::min(length, bytes.size()));
  return bytes.subspan(layout::udp::bytes);
}

std::optional<UdpView> udp_view(Bytes bytes) {
  if (bytes.size() < layout::udp::bytes) return std::nullopt;
  return UdpView{
      number<std::uint16_t>(bytes, layout::source_port),
      number<std::uint16_t>(bytes, layout::destination_port),
      udp_payload(bytes)};
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
  if (bytes.size() < layout::tcp::bytes_min) return std::nullopt;
  const auto flags = std::to_integer<unsigned>(bytes[layout::tcp::flags]);
  TcpView view;
  view.source_port = number<std::uint16_t>(bytes, layout::source_port);
  view.destination_port = number<std::uint16_t>(bytes, layout::destination_port);
  view.sequence = number<std::uint32_t>(bytes, layout::tcp::sequence);
  view.acknowledged = number<std::uint32_t>(bytes, layout::tcp::acknowledged);
  view.syn = (flags & layout::tcp::syn) != 0;
  view.reset = (flags & layout::tcp::reset) != 0;
  view.ack = (flags & layout::tcp::ack) != 0;
  const std::size_t header =
      4 * (std::to_integer<std::size_t>(bytes[layout::tcp::header_words]) >> 4);
  if (view.syn && header > layout::tcp::bytes_min && header <= bytes.size())
    view.timestamp = tcp_timestamp(bytes.first(header).subspan(layout::tcp::bytes_min));
  return view;
}

bool is_error(std::uint8_t type, bool ipv6) {
  namespace v4 = layout::icmp;
  namespace v6 = layout::icmpv6;
  if (ipv6) return type >= v6::unreachable && type <= v6::parameter_problem;
  return type == v4::unreachable || type == v4::time_exceeded || type == v4::parameter_problem;
}

// In the second half of the header's second word for ICMP (RFC 1191), in all of it for ICMPv6.
std::uint32_t next_hop_mtu(Bytes bytes, bool ipv6) {
  const auto type = std::to_integer<int>(bytes[0]);
  if (ipv6) return type == layout::icmpv6::too_big ? number<std::uint32_t>(bytes, 4) : 0;
  constexpr std::byte fragmentation_needed{4};
  const bool tells = type == layout::icmp::unreachable && bytes[1] == fragmentation_needed;
  return tells ? number<std::uint16_t>(bytes, 6) : 0;
}

std::optional<IcmpErrorView> icmp_view(Bytes bytes, bool ipv6) {
  if (bytes.size() < layout::icmp::bytes) return std::nullopt;
  const auto type = std::to_integer<std::uint8_t>(bytes[0]);
  if (!is_error(type, ipv6)) return std::nullopt;
  const auto quote = bytes.subspan(layout::icmp::bytes);
  const auto quoted = ipv6 ? ipv6_network(quote) : ipv4_network(quote);
  if (!quoted || quoted->rest.size() < layout::ports_bytes) return std::nullopt;
  if (quoted->protocol != layout::udp_number && quoted->protocol != layout::tcp_number)
    return std::nullopt;

  IcmpErrorView view;
  view.type = type;
  view.code = std::to_integer<std::uint8_t>(bytes[1]);
  view.mtu = next_hop_mtu(bytes, ipv6);
  view.quoted_source = quoted->source;
  view.quoted_destination = quoted->destination;
  view.quoted_source_port = number<std::uint16_t>(quoted->rest, layout::source_port);
  view.quoted_destination_port = number<std::uint16_t>(quoted->rest, layout::destination_port);
  if (quoted->protocol == layout::udp_number) {
    view.quoted_payload = udp_payload(quoted->rest);
  } else {
    view.quoted_protocol = Protocol::tcp;
    constexpr std::size_t through_sequence = layout::tcp::sequence + sizeof view.quoted_sequence;
    if (quoted->rest.size() >= through_sequence)
      view.quoted_sequence = number<std::uint32_t>(quoted->rest, layout::tcp::sequence);
  }
  return view;
}

std::optional<NeighbourView> neighbour_view(Bytes bytes) {
  if (bytes.size() < layout::neighbour::bytes) return std::nullopt;
  const auto type = std::to_integer<int>(bytes[0]);
  const bool answer = type == layout::neighbour::advertisement;
  if (!answer && type != layout::neighbour::solicitation) return std::nullopt;
  return NeighbourView{answer, address_v6(bytes, layout::neighbour::target)};
}

std::optional<PacketView> arp_view(Bytes bytes) {
  constexpr std::uint32_t for_ipv4 = 0x0800'0604;  // protocol, and the sizes of both addresses
  if (bytes.size() < layout::arp::bytes ||
      number<std::uint32_t>(bytes, layout::arp::protocol) != for_ipv4)
    return std::nullopt;
  const auto operation = number<std::uint16_t>(bytes, layout::arp::operation);
  const bool answer = operation == layout::arp::reply;
  if (!answer && operation != layout::arp::request) return std::nullopt;
  const IpAddress sender = address_v4(bytes, layout::arp::sender);
  const IpAddress target = address_v4(bytes, layout::arp::target);
  return PacketView{sender, target, false, NeighbourView{answer, answer ? sender : target}};
}

template <class View>
std::optional<PacketView> with_content(const Network& network, const std::optional<View>& content) {
  if (!content) return std::nullopt;
  return PacketView{network.source, network.destination, network.fragment, *content};
}

std::optional<PacketView> view_of(const Network& network) {
  const bool ipv6 = network.source.is_v6();
  if (network.protocol == layout::udp_number) return with_content(network, udp_view(network.rest));
  if (network.protocol == layout::tcp_number) return with_content(network, tcp_view(network.rest));
  const int icmp = ipv6 ? int{layout::icmpv6_number} : int{layout::icmp_number};
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
  const int number = protocol == Protocol::udp ? layout::udp_number : layout::tcp_number;
  return view_of({source, destination, number, false, bytes});
}

}  // namespace oakprobe::packets
