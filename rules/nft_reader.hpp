#pragma once

#include "base/result.hpp"
#include "rules/ruleset.hpp"

#include <string_view>

namespace oakprobe::rules {

// Adds what `nft -j -a list ruleset` printed. An error: it is not that, or larger than this reads.
// What a rule asks for that is not known here makes a match that is not known; so does a set that
// is not there, or too large.
[[nodiscard]] Result<void> read_nft(std::string_view text, Ruleset& rules);

}  // namespace oakprobe::rules
