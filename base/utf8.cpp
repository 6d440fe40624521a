#include "base/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace oakprobe {
namespace {

// Bytes of the character that the text begins with, 0 if that is none (RFC 3629 §4: no overlong
// forms, no surrogates, nothing above U+10FFFF).
std::size_t character_bytes(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const auto lead = at(0);
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const std::size_t bytes = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (text.size() < bytes) return 0;
  const std::uint8_t second_min = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const std::uint8_t second_max = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (at(1) < second_min || at(1) > second_max) return 0;
  for (std::size_t i = 2; i < bytes; ++i) {
    if ((at(i) & 0xc0) != 0x80) return 0;
  }
  return bytes;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto bytes = character_bytes(text);
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

std::string to_utf8(std::string_view text, std::size_t bytes_max) {
  std::string clean;
  while (!text.empty()) {
    const auto bytes = character_bytes(text);
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
