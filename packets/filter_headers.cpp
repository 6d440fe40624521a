#include "base/big_endian.hpp"
#include "packets/filter_parts.hpp"
#include "packets/header_layout.hpp"

#include <linux/if_packet.h>

namespace oakprobe::packets {
namespace {

namespace ipv4 = layout::ipv4;
namespace ipv6 = layout::ipv6;

}  // namespace

// A bridge or a macvlan has a link-layer address of its own. A frame for it reaches the device
// below first, which is another machine by the address (PACKET_OTHERHOST): let through if it is for
// one of those above, and nothing else. Negative offsets are the kernel's own: the packet's type,
// the link-layer header, which begins with the destination's six bytes.
void add_upper_frames(
    BpfProgram& program, const FilterLabels& to, const std::vector<MacAddress>& upper
) {
  constexpr auto packet_type = static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_PKTTYPE);
  constexpr auto link_header = static_cast<std::uint32_t>(SKF_LL_OFF);
  const auto is_ours = program.label();
  program.load_byte(packet_type);
  program.unless_equal(PACKET_OTHERHOST, to.reject);
  for (const MacAddress& address : upper) {
    const auto next = program.label();
    const auto bytes = std::as_bytes(std::span(address));
    program.load_word(link_header);
    program.unless_equal(load_big_endian<std::uint32_t>(bytes), next);
    program.load_half(link_header + 4);
    program.if_equal(load_big_endian<std::uint16_t>(bytes.subspan(4)), is_ours);
    program.place(next);
  }
  program.go(to.reject);
  program.place(is_ours);
}

// The upper half of the first byte is the IP version. ARP begins with the hardware's type, whose
// first byte is 0 for every link that has one.
void add_network_header(BpfProgram& program, const FilterLabels& to) {
  const auto version6 = program.label();
  program.load_byte(0);
  program.operation(BPF_ALU | BPF_RSH | BPF_K, 4);
  program.if_equal(6, version6);
  program.if_equal(0, to.arp);
  program.unless_equal(4, to.reject);

  // IPv4: a later fragment has no ports. The transport header follows the options, wherever they
  // end: X = 4 * (first byte & 0xf), which is an instruction of its own.
  program.load_half(ipv4::fragment);
  program.if_any_bit(ipv4::offset_mask, to.reject);
  program.operation(BPF_LDX | BPF_B | BPF_MSH, 0);
  program.load_byte(ipv4::protocol);
  program.if_equal(layout::udp_number, to.udp);
  program.if_equal(layout::tcp_number, to.tcp);
  program.if_equal(layout::icmp_number, to.icmp4);
  program.go(to.reject);

  // IPv6: the transport header follows at once, or behind hop-by-hop options: their length is in
  // units of 8 bytes, the first one not counted. Any other extension header is no transport's
  // number, and rejected below.
  program.place(version6);
  const auto no_options = program.label();
  program.operation(BPF_LDX | BPF_W | BPF_IMM, ipv6::bytes);
  program.load_byte(ipv6::next_header);
  program.unless_equal(layout::hop_by_hop_number, no_options);
  program.load_byte(ipv6::bytes + 1);
  program.operation(BPF_ALU | BPF_LSH | BPF_K, 3);
  program.operation(BPF_ALU | BPF_ADD | BPF_K, ipv6::bytes + 8);
  program.operation(BPF_MISC | BPF_TAX);
  program.load_byte(ipv6::bytes);
  program.place(no_options);
  program.if_equal(layout::udp_number, to.udp);
  program.if_equal(layout::tcp_number, to.tcp);
  program.if_equal(layout::icmpv6_number, to.icmp6);
  program.go(to.reject);
}

// A router or a host says that a packet could not be delivered, and quotes it: the ports of the
// quoted packet say whose it was, and the rules for ports below decide. X moves from the ICMP
// header to the quoted transport header; both families meet at `quoted` by way of two cells of
// scratch memory, the quoted protocol and the place.
void add_icmp(BpfProgram& program, const FilterLabels& to) {
  constexpr std::uint32_t protocol_cell = 0;
  constexpr std::uint32_t place_cell = 1;
  constexpr std::uint32_t quote = layout::icmp::bytes;

  // ICMP: the three types that are errors. A later fragment that is quoted has no ports.
  const auto error4 = program.label();
  program.place(to.icmp4);
  program.load_byte_behind_x(layout::icmp::type);
  program.if_equal(layout::icmp::unreachable, error4);
  program.if_equal(layout::icmp::time_exceeded, error4);
  program.unless_equal(layout::icmp::parameter_problem, to.reject);
  program.place(error4);
  program.load_half_behind_x(quote + ipv4::fragment);
  program.if_any_bit(ipv4::offset_mask, to.reject);
  program.load_byte_behind_x(quote + ipv4::protocol);
  program.operation(BPF_ST, protocol_cell);
  // Behind the quoted options: X + quote + 4 * (its first byte & 0xf).
  program.load_byte_behind_x(quote);
  program.operation(BPF_ALU | BPF_AND | BPF_K, 0xf);
  program.operation(BPF_ALU | BPF_LSH | BPF_K, 2);
  program.operation(BPF_ALU | BPF_ADD | BPF_X);
  program.operation(BPF_ALU | BPF_ADD | BPF_K, quote);
  program.operation(BPF_ST, place_cell);
  program.go(to.quoted);

  // ICMPv6: questions for link-layer addresses have rules of their own. Errors are 1 to 4: less
  // one, they have no bit above the lowest two (0 is none).
  program.place(to.icmp6);
  program.load_byte_behind_x(layout::icmp::type);
  program.if_equal(layout::neighbour::solicitation, to.neighbour6);
  program.if_equal(layout::neighbour::advertisement, to.neighbour6);
  program.if_equal(0, to.reject);
  program.operation(BPF_ALU | BPF_SUB | BPF_K, layout::icmpv6::unreachable);
  program.if_any_bit(~3U, to.reject);
  program.load_byte_behind_x(quote + ipv6::next_header);
  program.operation(BPF_ST, protocol_cell);
  program.operation(BPF_MISC | BPF_TXA);
  program.operation(BPF_ALU | BPF_ADD | BPF_K, quote + ipv6::bytes);
  program.operation(BPF_ST, place_cell);

  program.place(to.quoted);
  program.operation(BPF_LDX | BPF_W | BPF_MEM, place_cell);
  program.operation(BPF_LD | BPF_W | BPF_MEM, protocol_cell);
  program.if_equal(layout::udp_number, to.udp_ports);
  program.if_equal(layout::tcp_number, to.quoted_tcp);
  program.go(to.reject);
}

}  // namespace oakprobe::packets
