#pragma once

#include "base/ip_address.hpp"
#include "base/mac_address.hpp"

#include <cstdint>
#include <vector>

#include <linux/filter.h>

namespace oakprobe::packets {

// What concerns a run: the ports that this node listens on or watches, and those that it dials.
struct TapScope {
  std::vector<std::uint16_t> udp;
  std::vector<std::uint16_t> tcp;
  // This node's own: who asks on the link for them, and what is answered.
  std::vector<IpAddress> addresses;
  // Link-layer addresses that lower devices take frames for (DeviceTable::upper_addresses()).
  std::vector<MacAddress> upper_addresses{};
};

// Where the bytes that a socket's filter sees begin.
enum class FilterStart : std::uint8_t {
  network_header,  // AF_PACKET with SOCK_DGRAM; raw IPv4 sockets
  udp_header,      // raw IPv6 sockets, which hide the IPv6 header
  tcp_header,
};

// More ports than these, of both protocols, are not told apart: the filter then looks at the rest
// only. Two filters, the old one and the new one, must fit net.core.optmem_max (20 KiB on older
// kernels, 8 bytes an instruction), and a port costs four instructions.
inline constexpr std::size_t filter_ports_max = 200;
// So with addresses.
inline constexpr std::size_t filter_addresses_max = 64;

// A classic BPF program (SO_ATTACH_FILTER, socket(7)) that lets through what concerns the run:
// - UDP that begins with the magic of a probe, whatever its ports: the host's own rules may have
//   sent a probe on to another one;
// - TCP: every SYN, for the same reason; the SYN-ACK from one of its ports, and resets from or to
//   one;
// - ICMP and ICMPv6 errors that quote UDP or TCP from or to one of its ports (not for raw sockets);
// - ARP (RFC 826) and ICMPv6 neighbour discovery (RFC 4861): questions for one of its addresses,
// its
//   own, and the answers (packet taps only).
// Later fragments have no ports and don't match. Of IPv6 extension headers only hop-by-hop options
// are looked behind, and none in quoted packets. VLAN tags are not part of what a filter sees.
[[nodiscard]] std::vector<sock_filter> tap_filter(const TapScope& scope, FilterStart start);

// The same, of frames alone that the device took for one of the scope's upper_addresses: its own is
// another (PACKET_OTHERHOST), and a bridge or a macvlan above it is meant.
[[nodiscard]] std::vector<sock_filter> upper_tap_filter(const TapScope& scope);

// Lets nothing through.
[[nodiscard]] std::vector<sock_filter> reject_all_filter();

}  // namespace oakprobe::packets
