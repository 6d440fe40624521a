#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/telling/nouns.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace oakprobe::telling {

// One line, fit to be printed: `inet fw input handle 7: udp dport 50103 drop (comment "no
// tunnels")`; `ip filter INPUT policy drop`; behind it who made it, where that is known:
// "(ufw deny 50103/udp)".
[[nodiscard]] std::string rule_text(const evidence::FirewallRule& rule);

// The rule that the cause's paths end at, with its host: "w3: inet fw input …"; empty: none, or
// several.
[[nodiscard]] std::string rule_of_cause(const FinishedCheck& check, const CommonCause& cause);

// A sentence of the rule that the path, or these of a cause, end at, with a blank before it. Empty:
// none is known.
[[nodiscard]] std::string rule_sentence(const FinishedCheck& check, const FinishedPath& path);
[[nodiscard]] std::string rule_sentence(
    const FinishedCheck& check, std::span<const std::size_t> paths
);

}  // namespace oakprobe::telling
