#pragma once

#include "base/ip_address.hpp"
#include "base/mac_address.hpp"
#include "packets/bpf_program.hpp"

#include <cstdint>
#include <vector>

// The parts of a tap's filter (packet_filter.hpp), each placed once and in this order, since jumps
// lead forward only. A packet falls from the headers, which say what it is, into one of the rules,
// which say whether it concerns the run.
namespace oakprobe::packets {

// Where a packet may be sent on to.
struct FilterLabels {
  explicit FilterLabels(BpfProgram& program) : of(program) {}

  BpfProgram& of;
  // Behind icmp4, udp and the like X is where that header begins.
  BpfProgram::Label arp = of.label();
  BpfProgram::Label icmp4 = of.label();
  BpfProgram::Label icmp6 = of.label();
  BpfProgram::Label neighbour6 = of.label();  // a neighbour solicitation or advertisement
  BpfProgram::Label quoted = of.label();  // what an error quotes; its place is in scratch memory
  BpfProgram::Label udp = of.label();
  BpfProgram::Label udp_ports = of.label();  // of a quoted header
  BpfProgram::Label tcp = of.label();
  BpfProgram::Label quoted_tcp = of.label();
  BpfProgram::Label reject = of.label();
  BpfProgram::Label accept = of.label();
};

// Ports of one protocol that the run is about.
struct FilterPorts {
  std::vector<std::uint16_t> ports;
  bool any = false;  // they are too many to be told apart: any will do
};

// Headers: X is set to where the transport header begins.
void add_upper_frames(
    BpfProgram& program, const FilterLabels& to, const std::vector<MacAddress>& upper
);
void add_network_header(BpfProgram& program, const FilterLabels& to);
void add_icmp(BpfProgram& program, const FilterLabels& to);

// Rules.
void add_neighbours(
    BpfProgram& program, const FilterLabels& to, const std::vector<IpAddress>& addresses
);
void add_udp(BpfProgram& program, const FilterLabels& to, const FilterPorts& of_run);
void add_tcp(BpfProgram& program, const FilterLabels& to, const FilterPorts& of_run);

}  // namespace oakprobe::packets
