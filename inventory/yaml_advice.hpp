#pragma once

#include "inventory/yaml_text.hpp"

#include <optional>
#include <string_view>

namespace oakprobe::inventory {

// What a text that the YAML library can't read has wrong, in a user's terms: a tab in the
// indentation, a range that needs quotes, a bracket without its other half. `at` and `told` are the
// library's. nullopt: it is none of these.
[[nodiscard]] std::optional<TextProblem> advise(
    std::string_view text, Position at, std::string_view told
);

}  // namespace oakprobe::inventory
