#include "base/big_endian.hpp"
#include "packets/filter_parts.hpp"
#include "packets/header_layout.hpp"
#include "packets/packet_filter.hpp"
#include "wire/datagram.hpp"

namespace oakprobe::packets {
namespace {

namespace ipv6 = layout::ipv6;
namespace tcp = layout::tcp;

// An IPv6 address is told by its last word: what the others add is left to who reads the packet.
constexpr std::uint32_t last_word = ipv6::address_bytes - 4;

std::uint32_t last_word_of(const boost::asio::ip::address_v6& address) {
  const auto bytes = address.to_bytes();
  return load_big_endian<std::uint32_t>(std::as_bytes(std::span(bytes)).last<4>());
}

}  // namespace

// Before a packet can go to a neighbour, its sender asks on the link who has the address. Where
// nothing comes of that, it matters whether the question came here at all, and whether the answer
// left. So: who asks for one of our addresses, whom we ask, and the answers to both. All of them
// have one of our addresses as an end of the conversation or as its subject.
void add_neighbours(
    BpfProgram& program, const FilterLabels& to, const std::vector<IpAddress>& addresses
) {
  std::vector<std::uint32_t> ipv4;
  std::vector<std::uint32_t> ipv6_ends;
  for (const IpAddress& address : addresses) {
    if (address.is_v4()) {
      ipv4.push_back(address.to_v4().to_uint());
    } else {
      ipv6_ends.push_back(last_word_of(address.to_v6()));
    }
  }
  const bool too_many = addresses.size() > filter_addresses_max;

  // ARP: of a question the target is asked for, of an answer the sender is told of; either may be
  // ours, and so may the other end.
  const auto operation = program.label();
  program.place(to.arp);
  program.load_half(layout::arp::protocol);
  program.unless_equal(layout::arp::ipv4_type, to.reject);
  program.load_half(layout::arp::operation);
  program.if_equal(layout::arp::reply, operation);
  program.unless_equal(layout::arp::request, to.reject);
  program.place(operation);
  if (too_many) program.go(to.accept);
  program.load_word(layout::arp::sender);
  program.if_one_of(ipv4, to.accept);
  program.load_word(layout::arp::target);
  program.if_one_of(ipv4, to.accept);
  program.go(to.reject);

  // Neighbour discovery: the subject stands in the message, the ends in the IP header before it.
  program.place(to.neighbour6);
  if (too_many) program.go(to.accept);
  program.load_word_behind_x(layout::neighbour::target + last_word);
  program.if_one_of(ipv6_ends, to.accept);
  program.load_word(ipv6::source + last_word);
  program.if_one_of(ipv6_ends, to.accept);
  program.load_word(ipv6::destination + last_word);
  program.if_one_of(ipv6_ends, to.accept);
  program.go(to.reject);
}

// A probe or an echo begins with its magic, whatever its ports: the host's own rules may have sent
// it on to another one. What an error quotes may be cut off before that; then ports must do, and it
// may be ours in either direction.
void add_udp(BpfProgram& program, const FilterLabels& to, const FilterPorts& of_run) {
  program.place(to.udp);
  if (of_run.ports.empty()) program.go(to.reject);
  program.load_word_behind_x(layout::udp::bytes);
  program.if_equal(wire::datagram_magic, to.accept);
  program.go(to.reject);

  program.place(to.udp_ports);
  if (of_run.any) return program.go(to.accept);
  program.load_half_behind_x(layout::destination_port);
  program.if_one_of(of_run.ports, to.accept);
  program.load_half_behind_x(layout::source_port);
  program.if_one_of(of_run.ports, to.accept);
  program.go(to.reject);
}

// Of TCP a handshake is of interest, not the data that follows. A SYN is let through to whatever
// port, since the host's own rules may have changed it; a SYN-ACK from one of the run's ports; a
// reset, or what an error quotes, from or to one.
void add_tcp(BpfProgram& program, const FilterLabels& to, const FilterPorts& of_run) {
  const auto from_or_to_port = program.label();
  const auto from_port = program.label();
  program.place(to.tcp);
  if (of_run.ports.empty()) program.go(to.reject);
  program.load_byte_behind_x(tcp::flags);
  program.if_any_bit(tcp::reset, from_or_to_port);
  program.operation(BPF_ALU | BPF_AND | BPF_K, tcp::syn | tcp::ack);
  program.if_equal(tcp::syn, to.accept);
  program.if_equal(tcp::syn | tcp::ack, from_port);
  program.go(to.reject);

  program.place(to.quoted_tcp);
  program.place(from_or_to_port);
  if (!of_run.any) {
    program.load_half_behind_x(layout::destination_port);
    program.if_one_of(of_run.ports, to.accept);
  }
  program.place(from_port);
  if (of_run.any) return program.go(to.accept);
  program.load_half_behind_x(layout::source_port);
  program.if_one_of(of_run.ports, to.accept);
  program.go(to.reject);
}

}  // namespace oakprobe::packets
