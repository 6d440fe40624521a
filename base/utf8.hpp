#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace oakprobe {

[[nodiscard]] bool is_utf8(std::string_view text);

// The text in at most bytes_max bytes of UTF-8: what is no UTF-8 (a process may call itself
// anything) becomes '?', and what is too long is cut between two characters.
[[nodiscard]] std::string to_utf8(std::string_view text, std::size_t bytes_max);

}  // namespace oakprobe
