#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace oakprobe {

// A code point and the bytes that it takes in UTF-8; 0 bytes: there is none.
struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0;
};

// What a text begins with that is not empty. RFC 3629 §4: overlong forms, surrogates and what is
// above U+10FFFF are no code points.
[[nodiscard]] CodePoint first_code_point(std::string_view text);

// A byte of UTF-8 with which no character begins.
[[nodiscard]] constexpr bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U;
}

inline constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

// What some editors put before a text of UTF-8.
[[nodiscard]] constexpr std::string_view without_byte_order_mark(std::string_view text) {
  return text.starts_with(byte_order_mark) ? text.substr(byte_order_mark.size()) : text;
}

[[nodiscard]] bool is_utf8(std::string_view text);

// The text in at most bytes_max bytes of UTF-8: what is no UTF-8 (a process may call itself
// anything) becomes '?', and what is too long is cut between two characters.
[[nodiscard]] std::string to_utf8(std::string_view text, std::size_t bytes_max);

}  // namespace oakprobe
