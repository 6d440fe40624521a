#pragma once

#include "base/result.hpp"
#include "evidence/exposure.hpp"
#include "evidence/firewall_rule.hpp"
#include "rules/packet.hpp"
#include "rules/ruleset.hpp"

#include <cstdint>
#include <optional>

namespace oakprobe::rules {

// Total; memory and time are bounded by the texts' sizes. An error: a text is not what its tool
// prints, or has more tables and rules than are read (tables_max, rules_max).
[[nodiscard]] Result<Ruleset> read_ruleset(const HostTexts& texts);

// The rule that drops or rejects the packet, known to end at this host's packet filter: the only
// one that can, or, of several that can, the only one whose counter rose from `before` to `after`
// by what fits `sent` packets (0: none; counters say nothing). `others`: so many of other paths'
// were sent meanwhile, of which all, some or none end at the same rule. nullopt: not certain.
[[nodiscard]] std::optional<evidence::FirewallRule> rule_that_ends(
    const Packet& packet,
    const Ruleset& before,
    const Ruleset& after,
    std::uint32_t sent,
    std::uint64_t others = 0
);

// Whether the rules let the packet pass, by reading them alone.
[[nodiscard]] evidence::Admission admission(const Packet& packet, const Ruleset& rules);

// A rule, or without one the policy of a chain, as a report tells it.
[[nodiscard]] evidence::FirewallRule described(
    const Table& table, const Chain& chain, const Rule* rule, evidence::RuleSource source
);

}  // namespace oakprobe::rules
