#pragma once

#include "base/ip_address.hpp"
#include "base/protocol.hpp"
#include "wire/datagram.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>

namespace oakprobe::packets {

struct UdpView {
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  // What was captured of the payload. Receive offload and UDP_SEGMENT make one packet of several
  // datagrams: for_each_datagram() takes it apart.
  std::span<const std::byte> payload;
};

struct TcpView {
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint32_t sequence = 0;
  std::uint32_t acknowledged = 0;  // the peer's sequence number that is expected next
  bool syn = false;
  bool ack = false;
  bool reset = false;
  std::uint32_t timestamp = 0;  // the sender's clock (TSval, RFC 7323 §3); 0: none was sent
};

// An ICMP or ICMPv6 error, and the beginning of the packet that it is about.
struct IcmpErrorView {
  std::uint8_t type = 0;
  std::uint8_t code = 0;
  std::uint32_t mtu = 0;  // next-hop MTU of "fragmentation needed" and "packet too big", else 0
  IpAddress quoted_source;
  IpAddress quoted_destination;
  Protocol quoted_protocol = Protocol::udp;
  std::uint16_t quoted_source_port = 0;
  std::uint16_t quoted_destination_port = 0;
  std::uint32_t quoted_sequence = 0;          // TCP
  std::span<const std::byte> quoted_payload;  // UDP; usually cut short, often empty
};

// A question on the link for the link-layer address of an IP address, or its answer: ARP (RFC 826),
// neighbour discovery (RFC 4861 §4.3 and §4.4).
struct NeighbourView {
  bool answer = false;
  IpAddress about;
};

// A captured packet. Its spans point into the captured bytes. Checksums are not looked at: with
// offload they are not yet there when a tap sees the packet.
struct PacketView {
  IpAddress source;       // ARP: the sender's
  IpAddress destination;  // ARP: the one that is asked for, or was asked by
  bool fragment = false;  // the first one of a fragmented packet: not all of it is here
  std::variant<UdpView, TcpView, IcmpErrorView, NeighbourView> content;
};

// A packet from its IPv4 or IPv6 header on, or an ARP message. nullopt for what is none of the
// four, is cut off before its ports, or is a later fragment. Of IPv6 extension headers hop-by-hop
// options are passed.
[[nodiscard]] std::optional<PacketView> view_packet(std::span<const std::byte> bytes);

// A packet from its UDP or TCP header on, as raw IPv6 sockets show it.
[[nodiscard]] std::optional<PacketView> view_segment(
    std::span<const std::byte> bytes,
    Protocol protocol,
    const IpAddress& source,
    const IpAddress& destination
);

// Calls visit(span) for each of the datagrams that a payload holds one behind the other, by the
// sizes that they announce themselves; ends at the first thing that is none of ours. Nothing is
// authenticated here.
template <class Visit>
void for_each_datagram(std::span<const std::byte> payload, Visit visit) {
  while (const auto size = wire::announced_bytes(payload)) {
    visit(payload.first(*size));
    payload = payload.subspan(*size);
  }
}

}  // namespace oakprobe::packets
