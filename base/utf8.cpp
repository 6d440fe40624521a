#include "base/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace oakprobe {

CodePoint first_code_point(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const auto lead = at(0);
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xc2 || lead > 0xf4) return {};
  const std::size_t bytes = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (text.size() < bytes) return {};
  const std::uint8_t second_min = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const std::uint8_t second_max = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (at(1) < second_min || at(1) > second_max) return {};
  char32_t value = lead & (0xffU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((at(i) & 0xc0U) != 0x80U) return {};
    value = value << 6U | (at(i) & 0x3fU);
  }
  return {value, bytes};
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto bytes = first_code_point(text).bytes;
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
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
