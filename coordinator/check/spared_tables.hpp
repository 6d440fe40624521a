#pragma once

#include "base/ids.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <cstdint>
#include <vector>

namespace oakprobe::check {

// Whatever a node says of its tables, so many flows start from it and to it.
inline constexpr std::uint32_t spared_flows_min = 20;

// For each node whose kernel's tables have no room for all of its paths at once, how fast its flows
// may start so that they don't run full before their old entries go: half as many from it as it can
// stand, and as many to it; spared_flows_min at least. In order of NodeId. Pure; from the nodes'
// facts, and nodes that told nothing have none. No node slows down what is between others.
//
// - IPv4 neighbours (gc_thresh3): what the table holds, less what is in it. Entries that nothing
//   uses make room after 5 s (neigh_forced_gc(), net/core/neighbour.c).
// - Connection tracking (nf_conntrack_max): a quarter of what is free, for the check is not alone
//   there. A flow of UDP stays for 30 s (nf_conntrack_udp_timeout), one of TCP that was reset for
//   10 s.
[[nodiscard]] std::vector<diagnosis::LoweredPace> spared_paces(
    const diagnosis::FinishedCheck& check, std::uint32_t attempts
);

}  // namespace oakprobe::check
