#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace oakprobe::diagnosis {

// "EPERM, operation not permitted"; "error 250" for a number without a name.
[[nodiscard]] std::string errno_text(std::int32_t error);

// The words of a getaddrinfo code (EAI_*).
[[nodiscard]] std::string resolver_text(std::int32_t error);

inline constexpr std::size_t one_line_bytes_max = 300;

// Another machine's words, for a sentence: line breaks become spaces, what is long is cut.
[[nodiscard]] std::string one_line(std::string_view words);

}  // namespace oakprobe::diagnosis
