#pragma once

#include "probe-agent/firewall/rule_reader.hpp"
#include "rules/ruleset.hpp"

#include <optional>
#include <string>

namespace oakprobe::agent {

// What a reading says. nullopt: `trouble` tells a person why nothing.
[[nodiscard]] std::optional<rules::Ruleset> ruleset_of(HostReading reading, std::string& trouble);

}  // namespace oakprobe::agent
