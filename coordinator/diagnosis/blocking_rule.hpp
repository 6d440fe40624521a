#pragma once

#include "coordinator/diagnosis/verdict.hpp"
#include "evidence/firewall_rule.hpp"

#include <cstddef>
#include <span>

namespace oakprobe::diagnosis {

struct Judgement;
struct PathState;

// Of one path: a host at each end, and what leaves and comes in at each.
inline constexpr std::size_t path_rules_max = 4;

// Where on the path's journey the packet was that a rule ended.
[[nodiscard]] Segment segment_of(const evidence::RuleFinding& finding);
// Whose rule it is.
[[nodiscard]] NodeId host_of(const PathId& path, const evidence::RuleFinding& finding);

// The host's own packet filters.
inline constexpr SegmentSet host_filters{
    Segment::source_firewall,
    Segment::target_firewall,
    Segment::return_target_firewall,
    Segment::return_source_firewall};

// Packets end on the way, and a host's own filter is among the suspects.
[[nodiscard]] bool may_end_at_rule(const Judgement& judgement);

// The first rule on the journey that ends a path which is judged to end somewhere in `where`. A
// rule that was found by reading, or by counting, is one only for packets that end at its host: it
// is told where that is proved. What the kernel told holds wherever else packets may end, too.
// nullptr: none is known.
[[nodiscard]] const evidence::RuleFinding* blocking_rule(
    std::span<const evidence::RuleFinding> rules, SegmentSet where
);
// So, of a path that is judged.
[[nodiscard]] const evidence::RuleFinding* blocking_rule(const PathState& path);

}  // namespace oakprobe::diagnosis
