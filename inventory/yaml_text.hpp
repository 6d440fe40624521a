#pragma once

#include "inventory/yaml_document.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace oakprobe::inventory {

inline constexpr std::string_view blanks = " \t\r";  // within a line

struct TextProblem {
  Position at;
  std::string message;
};

// What the YAML library is not to see: NUL and other control characters (it takes 0x04 for the end
// of the file), bytes that are no UTF-8, and more marks than yaml_marks_max.
[[nodiscard]] std::optional<TextProblem> find_unreadable(std::string_view text);

// The text begins with a value, perhaps behind its anchor and tag, in a quote that is never closed.
[[nodiscard]] bool leaves_quote_open(std::string_view value);

}  // namespace oakprobe::inventory
