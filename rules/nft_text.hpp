#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace oakprobe::rules {

// A rule's expressions as `nft list ruleset` prints them, without comment and counters; what is not
// known here stands as JSON. At most evidence::rule_text_bytes_max bytes of UTF-8.
[[nodiscard]] std::string nft_text(const nlohmann::json& expressions);

}  // namespace oakprobe::rules
