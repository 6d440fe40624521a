#pragma once

#include "evidence/node_evidence.hpp"

namespace oakprobe::net {

// The counters of this network namespace as they stand (/proc/net/netstat, snmp, snmp6, xfrm_stat,
// stat/arp_cache, stat/ndisc_cache, stat/nf_conntrack, the interfaces'), and the machine's
// softnet_stat.
[[nodiscard]] evidence::KernelCounters read_kernel_counters();

// What rose between two readings; a counter that one of them lacks stays nullopt.
[[nodiscard]] evidence::KernelCounters risen(
    const evidence::KernelCounters& before, const evidence::KernelCounters& after
);

}  // namespace oakprobe::net
