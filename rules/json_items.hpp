#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace oakprobe::rules {

// The objects of a document {"nftables": [{…}, …]}, each as its text: so a tree is made of one at a
// time, and never of more than one. They point into the text. An error: it is no such document, or
// deeper than a ruleset is.
[[nodiscard]] Result<std::vector<std::string_view>> json_items(std::string_view document);

// A larger one is not read: a set of some twenty thousand addresses.
inline constexpr std::size_t json_item_bytes_max = std::size_t{1} << 20U;

}  // namespace oakprobe::rules
