#include "base/utf8.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace oakprobe {

namespace {

// How far within a character (RFC 3629 §4: no overlong forms, no surrogates, nothing above
// U+10FFFF).
enum class Within : std::uint8_t {
  none,  // between two characters
  wrong,
  one_to_come,
  two_to_come,
  three_to_come,
  after_e0,
  after_ed,
  after_f0,
  after_f4,
};

constexpr Within next(Within within, unsigned byte) {
  const auto in = [&](unsigned min, unsigned max, Within then) {
    return byte >= min && byte <= max ? then : Within::wrong;
  };
  switch (within) {
    case Within::none:
      if (byte < 0x80) return Within::none;
      if (byte < 0xe0) return in(0xc2, 0xdf, Within::one_to_come);
      if (byte == 0xe0) return Within::after_e0;
      if (byte == 0xed) return Within::after_ed;
      if (byte < 0xf0) return Within::two_to_come;
      if (byte == 0xf0) return Within::after_f0;
      return byte == 0xf4 ? Within::after_f4 : in(0xf1, 0xf3, Within::three_to_come);
    case Within::wrong:
      return Within::wrong;
    case Within::one_to_come:
      return in(0x80, 0xbf, Within::none);
    case Within::two_to_come:
      return in(0x80, 0xbf, Within::one_to_come);
    case Within::three_to_come:
      return in(0x80, 0xbf, Within::two_to_come);
    case Within::after_e0:
      return in(0xa0, 0xbf, Within::one_to_come);
    case Within::after_ed:
      return in(0x80, 0x9f, Within::one_to_come);
    case Within::after_f0:
      return in(0x90, 0xbf, Within::two_to_come);
    case Within::after_f4:
      return in(0x80, 0x8f, Within::two_to_come);
  }
  return Within::wrong;
}

// A state is how far a row is to be shifted for the next one: so a byte costs one load and one
// shift, whatever it is, and text that changes between scripts is read as fast as any.
constexpr unsigned state_bits = 6;
constexpr unsigned state_of(Within within) { return state_bits * static_cast<unsigned>(within); }
constexpr unsigned state_mask = (1U << state_bits) - 1;

constexpr std::array<std::uint64_t, 256> rows = [] {
  std::array<std::uint64_t, 256> all{};
  for (unsigned byte = 0; byte < all.size(); ++byte)
    for (auto within = std::uint8_t{0}; within <= static_cast<std::uint8_t>(Within::after_f4);
         ++within)
      all[byte] |= std::uint64_t{state_of(next(Within{within}, byte))} << state_of(Within{within});
  return all;
}();

std::uint64_t row_of(char byte) { return rows[static_cast<std::uint8_t>(byte)]; }

}  // namespace

CodePoint first_code_point(std::string_view text) {
  std::uint64_t state = state_of(Within::none);
  char32_t value = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<std::uint8_t>(text[i]);
    state = row_of(text[i]) >> (state & state_mask);
    const unsigned marks = i == 0 ? static_cast<unsigned>(std::countl_one(byte)) : 1;
    value = value << 6U | (byte & (0xffU >> (marks + 1)));
    if ((state & state_mask) == state_of(Within::none)) return {value, i + 1};
    if ((state & state_mask) == state_of(Within::wrong)) break;
  }
  return {};
}

bool is_utf8(std::string_view text) {
  std::uint64_t state = state_of(Within::none);
  for (const char byte : text) state = row_of(byte) >> (state & state_mask);
  return (state & state_mask) == state_of(Within::none);
}

std::string to_utf8(std::string_view text, std::size_t bytes_max) {
  std::string clean;
  while (!text.empty()) {
    const auto bytes = first_code_point(text).bytes;
    const auto taken = std::max<std::size_t>(bytes, 1);
    if (clean.size() + taken > bytes_max) break;
    if (bytes == 0) {
      clean += '?';
    } else {
      clean += text.substr(0, bytes);
    }
    text.remove_prefix(taken);
  }
  return clean;
}

}  // namespace oakprobe
