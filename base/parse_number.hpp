#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace oakprobe {

// The number that the whole text is; nullopt: it is none, or one that does not fit. No blanks and
// no '+', and a '-' with signed numbers only. `base` is for whole numbers; there is no "0x".
template <class Number, std::same_as<int>... Base>
requires std::is_arithmetic_v<Number>
[[nodiscard]] std::optional<Number> parse_number(std::string_view text, Base... base) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, base...);
  return error == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
}

// A port that somebody can listen on: 1 to 65535, decimal.
[[nodiscard]] inline std::optional<std::uint16_t> parse_port(std::string_view text) {
  const auto port = parse_number<std::uint16_t>(text);
  return port != 0 ? port : std::nullopt;
}

}  // namespace oakprobe
