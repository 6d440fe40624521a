#pragma once

#include "base/result.hpp"
#include "rules/ruleset.hpp"

#include <string_view>

namespace oakprobe::rules {

// Adds what iptables-save -c or ip6tables-save -c printed: tables of nf_tables, which read_nft may
// have read before (these rules' handles are from there, what they ask for from here), or of
// legacy. `family` is "ip" or "ip6". An error: more than this reads.
[[nodiscard]] Result<void> read_iptables(
    std::string_view text, std::string_view family, bool legacy, Ruleset& rules
);

}  // namespace oakprobe::rules
