#pragma once

#include "base/ids.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <cstdint>
#include <optional>

namespace oakprobe::check {

// How fast flows may start so that no kernel's table runs full before its old entries go; nullopt:
// every table has room for all of a check's paths at once. Where one has not, an agent starts half
// as many flows as the node can stand, since others dial it meanwhile. Pure; from the nodes' facts,
// and nodes that told nothing have none.
//
// - IPv4 neighbours (gc_thresh3): what the table holds, less what is in it. Entries that nothing
//   uses make room after 5 s (neigh_forced_gc(), net/core/neighbour.c).
// - Connection tracking (nf_conntrack_max): a quarter of what is free, for the check is not alone
//   there. A flow of UDP stays for 30 s (nf_conntrack_udp_timeout), one of TCP that was reset for
//   10 s.
[[nodiscard]] std::optional<diagnosis::LoweredPace> spared_pace(
    const diagnosis::FinishedCheck& check, std::uint32_t attempts
);

}  // namespace oakprobe::check
