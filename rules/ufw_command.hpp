#pragma once

#include "rules/rule.hpp"
#include "rules/ruleset.hpp"

#include <string>

namespace oakprobe::rules {

// The command by which a rule in one of ufw's chains was made ("ufw deny 50103/udp"), or the policy
// of a chain of ufw's ("ufw default deny incoming"; without a rule). "ufw": by none of its user's.
[[nodiscard]] std::string ufw_command(const Chain& chain, const Rule* rule);

}  // namespace oakprobe::rules
