#pragma once

#include "evidence/loss_counter.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace oakprobe::evidence {

// What rose on the node from arm to evidence. All but the last are the kernel's, of the network
// namespace (softnet: of the machine), so other traffic counts too. nullopt: could not be read.
struct KernelCounters {
  std::optional<std::uint64_t> reverse_path_filtered;  // TcpExt IPReversePathFilter
  std::optional<std::uint64_t> listen_overflows;       // TcpExt ListenOverflows
  std::optional<std::uint64_t> udp_receive_overflows;  // Udp + Udp6 RcvbufErrors
  std::optional<std::uint64_t> neighbour_table_full;   // table_fulls of arp_cache and ndisc_cache
  std::optional<std::uint64_t> conntrack_full;  // drop of stat/nf_conntrack: no room for a new flow
  std::optional<std::uint64_t> softnet_dropped;  // of softnet_stat: a processor's backlog ran over
  std::optional<std::uint64_t> udp_checksum_errors;  // Udp + Udp6 InCsumErrors
  std::optional<std::uint64_t> tcp_checksum_errors;  // Tcp InCsumErrors
  // Datagrams to UDP ports of other processes that are watched, which those had no room for (the
  // sockets' own counters), and in what time; they are not in udp_receive_overflows.
  std::uint64_t owner_drops = 0;
  std::uint32_t owner_drops_ms = 0;
  std::uint64_t accepts_failed = 0;  // by stand-ins: out of descriptors or memory
  std::vector<RisenCounter> others;  // in order of counter and interface; of a reading: its values

  friend bool operator==(const KernelCounters&, const KernelCounters&) = default;
};

}  // namespace oakprobe::evidence
