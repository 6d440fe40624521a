#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// RFC 4648 §4, with padding and without line ends.
namespace oakprobe {

[[nodiscard]] constexpr std::size_t base64_size(std::size_t bytes) { return (bytes + 2) / 3 * 4; }

[[nodiscard]] std::string base64_of(std::string_view bytes);

// Back. nullopt: it is none; what RFC 4648 §3.5 calls non-canonical is none, either.
[[nodiscard]] std::optional<std::string> parse_base64(std::string_view text);

}  // namespace oakprobe
