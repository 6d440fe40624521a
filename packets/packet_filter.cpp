#include "packets/packet_filter.hpp"

#include "packets/filter_parts.hpp"

#include <algorithm>

namespace oakprobe::packets {
namespace {

constexpr std::uint32_t whole_packet = 0x4'0000;

std::vector<std::uint16_t> distinct(std::vector<std::uint16_t> ports) {
  std::ranges::sort(ports);
  ports.erase(std::unique(ports.begin(), ports.end()), ports.end());
  return ports;
}

// A packet is asked from the outside in: whose frame it is, if several devices share one; by its
// network header, of which kind it is; then ICMP's and neighbours' by rules of their own, and UDP
// and TCP by their ports. What no rule accepts is rejected.
std::vector<sock_filter> filter_of(const TapScope& scope, FilterStart start, bool upper) {
  BpfProgram program;
  const FilterLabels to(program);
  if (upper) add_upper_frames(program, to, scope.upper_addresses);
  if (start == FilterStart::network_header) {
    add_network_header(program, to);
  } else {
    program.operation(BPF_LDX | BPF_W | BPF_IMM, 0);
    program.go(start == FilterStart::udp_header ? to.udp : to.tcp);
  }
  add_icmp(program, to);
  add_neighbours(program, to, scope.addresses);
  FilterPorts udp{distinct(scope.udp)};
  FilterPorts tcp{distinct(scope.tcp)};
  udp.any = tcp.any = udp.ports.size() + tcp.ports.size() > filter_ports_max;
  add_udp(program, to, udp);
  add_tcp(program, to, tcp);
  // What a program returns is how many bytes of the packet are let through.
  program.place(to.reject);
  program.operation(BPF_RET | BPF_K, 0);
  program.place(to.accept);
  program.operation(BPF_RET | BPF_K, whole_packet);
  return std::move(program).finish();
}

}  // namespace

std::vector<sock_filter> tap_filter(const TapScope& scope, FilterStart start) {
  return filter_of(scope, start, false);
}

std::vector<sock_filter> upper_tap_filter(const TapScope& scope) {
  return filter_of(scope, FilterStart::network_header, true);
}

std::vector<sock_filter> reject_all_filter() { return {{BPF_RET | BPF_K, 0, 0, 0}}; }

}  // namespace oakprobe::packets
