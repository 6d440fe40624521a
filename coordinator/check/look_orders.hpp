#pragma once

#include "coordinator/check/plan.hpp"
#include "coordinator/check/rule_orders.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "wire/messages.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace oakprobe::check {

inline constexpr std::uint8_t burst_probes = 40;

// Every UDP path is looked at that may be open, in a run of at most so many; in a larger one those
// that lost an attempt.
inline constexpr std::size_t udp_paths_looked_at_max = 2'000;
// And every TCP path to a stand-in, in a run of at most so many.
inline constexpr std::size_t tcp_paths_looked_at_max = 2'000;

// Of paths that failed, so many are looked at: in all, and of each common cause. The rest inherit
// what is found, as they inherit the cause.
inline constexpr std::size_t failed_looks_max = 64;
inline constexpr std::size_t failed_looks_of_cause_max = 4;
// Of the paths from and to one node: it leaves room for the others, whatever it tells.
inline constexpr std::size_t failed_looks_of_node_max = 24;

// UDP paths that were silent are asked again, so many of one source: it takes seconds.
inline constexpr std::size_t asks_of_source_max = 4;

// Sources that ask a running service for more than a segment, one after the other: it may serve one
// at a time.
inline constexpr std::uint32_t service_askers_max = 5;

// What each agent is to look at more closely, by NodeId, from a check that is judged and summed up
// without closer looks: one probe alone where UDP was silent, a burst on UDP paths, a ladder of
// sizes on open tunnels and TCP paths, a trace where the network is among the suspects. `probed`
// tells, by NodeId, who dialled and can be asked; `armed` who can tell what arrived. Each look is
// one new flow, a ladder over TCP as many as it may take: no more start a second than
// `limits` has. What may end at a rule that one of `readers` can name is sent once more. Pure.
[[nodiscard]] std::vector<wire::LookOrder> look_orders(
    const diagnosis::FinishedCheck& check,
    const std::vector<bool>& probed,
    const std::vector<bool>& armed,
    const ProbeLimits& limits,
    const RuleReaders& readers = {}
);

}  // namespace oakprobe::check
