#pragma once

#include "base/enum_set.hpp"

#include <cstdint>
#include <vector>

namespace oakprobe::diagnosis {

// The closed sets that a judgement is made of (docs/verdicts.md).

// What a path turned out to be.
BOOST_DEFINE_FIXED_ENUM_CLASS(
    Status, std::uint8_t, open, degraded, blocked, exposed, closed, unknown
)

BOOST_DEFINE_FIXED_ENUM_CLASS(
    Cause,
    std::uint8_t,
    dropped,
    rejected,
    refused,
    not_running,
    no_route,
    unreachable_host,
    name_resolution,
    reverse_path,
    intercepted,
    wrong_service,
    config_mismatch,
    return_lost,
    source_rewritten,
    mtu,
    loss,
    local_limit,
    agent_unreachable,
    agent_lost,
    agent_busy,
    not_privileged,
    port_used_as_source,
    conflicting_evidence
)

BOOST_DEFINE_FIXED_ENUM_CLASS(
    Caveat, std::uint8_t, docker_path, nothing_listens_yet, unconfirmed, sequence_rewritten
)

// The stretches of a path that can stop a probe, in order of its journey.
BOOST_DEFINE_FIXED_ENUM_CLASS(
    Segment,
    std::uint8_t,
    source_host,
    source_firewall,
    network,
    target_firewall,
    target_host,
    return_target_firewall,
    return_network,
    return_source_firewall
)

// The segments that are still possible. One: `where` is proved. Several: `where_any`.
using SegmentSet = EnumSet<Segment>;

inline constexpr SegmentSet source_end{
    Segment::source_host, Segment::source_firewall, Segment::return_source_firewall};
inline constexpr SegmentSet target_end{
    Segment::target_firewall, Segment::target_host, Segment::return_target_firewall};

// What is to be known beside a judgement.
using CaveatSet = EnumSet<Caveat>;

// As reports list them: what the judgement itself rests on comes before what holds for the way as
// such.
[[nodiscard]] std::vector<Caveat> in_order_of_telling(CaveatSet caveats);

}  // namespace oakprobe::diagnosis
