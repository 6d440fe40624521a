#pragma once

#include "rules/ruleset.hpp"

#include <string>

namespace oakprobe::rules {

// Who made a rule, or, without one, the policy of a chain, as its user knows it: "ufw deny
// 50103/udp", "firewalld zone public", "DOCKER-USER". Empty: not known.
[[nodiscard]] std::string owner_of(const Table& table, const Chain& chain, const Rule* rule);

}  // namespace oakprobe::rules
