#pragma once

#include "base/described_enum.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace oakprobe::evidence {

// The ten observable points of a probe's journey, in order (docs/verdicts.md). In the JSON report
// they have the same names: "left-source".
BOOST_DEFINE_FIXED_ENUM_CLASS(
    Waypoint,
    std::uint8_t,
    sent,             // the source's kernel took the send or connect call
    left_source,      // seen leaving by the source's tap
    reached_target,   // seen arriving by the target's tap, before its firewall
    admitted,         // let in by the target's firewall
    delivered,        // at the agent's listener, or taken by the live service
    answered,         // the target's kernel took the answer
    answer_left,      // seen leaving by the target's tap
    answer_reached,   // seen arriving by the source's tap
    answer_admitted,  // let in by the source's firewall
    answer_delivered  // at the dialling socket
)

inline constexpr std::size_t waypoint_count = enum_size<Waypoint>;

[[nodiscard]] constexpr std::string_view to_string(Waypoint waypoint) { return name_of(waypoint); }

}  // namespace oakprobe::evidence
