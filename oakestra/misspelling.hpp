#pragma once

#include <cstddef>
#include <string_view>

namespace oakprobe::oakestra {

inline constexpr std::size_t misspelling_bytes_max = 32;

// Whether the word of a file may be told as a misspelling of the key: it is at most two letters off
// (one, of four and fewer), case, '_' and '-' aside, and printable ASCII of misspelling_bytes_max
// at most. A file may be another than it seems, and what stands in it a secret.
[[nodiscard]] bool is_misspelling_of(std::string_view word, std::string_view key);

}  // namespace oakprobe::oakestra
