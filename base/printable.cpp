#include "base/printable.hpp"

#include "base/utf8.hpp"

#include <algorithm>

namespace oakprobe {
namespace {

constexpr std::string_view ellipsis = "…";

bool is_unsafe(char32_t c) {
  const bool control = c < 0x20 || (c >= 0x7f && c <= 0x9f);
  // Direction marks, overrides, isolates, line separators, zero-width and tag characters.
  const bool mark = c == 0x61c || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
                    (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
                    c == 0xfffe || c == 0xffff || (c >= 0xe0000 && c <= 0xe007f);
  return control || mark;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool line_ended = false;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    const std::size_t bytes = std::max<std::size_t>(point.bytes, 1);
    const std::string_view character = text.substr(0, bytes);
    text.remove_prefix(bytes);
    if (point.value == '\n' || point.value == '\r') {
      line_ended = true;
      continue;
    }
    if (line_ended && !out.empty()) out += " / ";
    line_ended = false;
    if (point.value == '\t') {
      out += ' ';
    } else if (point.bytes == 0 || is_unsafe(point.value)) {
      out += '?';
    } else {
      out += character;
    }
  }
  return out;
}

std::string excerpt(std::string_view text, Keep keep, std::size_t bytes_max) {
  const std::string whole = printable(text);
  if (whole.size() <= bytes_max) return whole;
  std::size_t at = bytes_max - ellipsis.size();
  if (keep == Keep::beginning) {
    while (at > 0 && is_continuation(whole[at])) --at;
    return whole.substr(0, at).append(ellipsis);
  }
  at = whole.size() - at;
  while (at < whole.size() && is_continuation(whole[at])) ++at;
  return std::string(ellipsis).append(whole, at);
}

std::string in_quotes(std::string_view text, Keep keep) { return "'" + excerpt(text, keep) + "'"; }

}  // namespace oakprobe
