#pragma once

#include <cstdint>
#include <vector>

#include <linux/filter.h>

namespace oakprobe::net {

// The ports of a run: those that this node listens on or watches, and those that it dials.
struct TapPorts {
  std::vector<std::uint16_t> udp;
  std::vector<std::uint16_t> tcp;
};

// Where the bytes that a socket's filter sees begin.
enum class FilterStart : std::uint8_t {
  network_header,  // AF_PACKET with SOCK_DGRAM; raw IPv4 sockets
  udp_header,      // raw IPv6 sockets, which hide the IPv6 header
  tcp_header,
};

// More ports than these of one protocol are not told apart: the filter then looks at the rest only.
inline constexpr std::size_t filter_ports_max = 950;

// A classic BPF program (SO_ATTACH_FILTER, socket(7)) that lets through what concerns the run:
// - UDP from or to one of its ports that begins with the magic of a probe;
// - TCP: the SYN to one of its ports, the SYN-ACK or reset from one;
// - ICMP and ICMPv6 errors that quote UDP or TCP from or to one of its ports (not for raw sockets).
// Later fragments have no ports and don't match. Of IPv6 extension headers only hop-by-hop options
// are looked behind, and none in quoted packets. VLAN tags are not part of what a filter sees.
[[nodiscard]] std::vector<sock_filter> tap_filter(const TapPorts& ports, FilterStart start);

// Lets nothing through.
[[nodiscard]] std::vector<sock_filter> reject_all_filter();

}  // namespace oakprobe::net
