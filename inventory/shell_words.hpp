#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::inventory {

// Splits as a shell splits words: blanks, single and double quotes, backslashes. Nothing is
// expanded and no operator means anything. nullopt: a quote or a backslash is left open.
[[nodiscard]] std::optional<std::vector<std::string>> split_shell_words(std::string_view text);

}  // namespace oakprobe::inventory
