#pragma once

#include "base/result.hpp"
#include "evidence/firewall_rule.hpp"
#include "rules/packet.hpp"
#include "rules/ruleset.hpp"

#include <cstdint>
#include <optional>

namespace oakprobe::rules {

class Ruleset;

// Total; memory and time are bounded by the texts' sizes.
[[nodiscard]] Result<Ruleset> read_ruleset(const HostTexts& texts);

// The rule that drops or rejects the packet, known to end at this host's packet filter: the only
// one that can, or, of several that can, the only one whose counter rose from `before` to `after`
// by what fits `sent` packets. nullopt: not certain.
[[nodiscard]] std::optional<evidence::FirewallRule> rule_that_ends(
    const Packet& packet, const Ruleset& before, const Ruleset& after, std::uint32_t sent
);

enum class Admission : std::uint8_t { accepted, dropped, not_certain };

// Whether the rules let the packet pass, by reading them alone.
[[nodiscard]] Admission admission(const Packet& packet, const Ruleset& rules);

}  // namespace oakprobe::rules
