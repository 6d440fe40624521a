#include "coordinator/report/plain_text.hpp"

#include <algorithm>
#include <cstdint>

namespace oakprobe::report {
namespace {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 0;  // 0: malformed
};

constexpr bool is_continuation(char byte) {
  return (static_cast<std::uint8_t>(byte) & 0xc0U) == 0x80U;
}

// RFC 3629: no overlong forms, no surrogates, nothing above 10FFFF.
CodePoint decode(std::string_view text) {
  const auto first = static_cast<std::uint8_t>(text.front());
  if (first < 0x80) return {first, 1};
  const std::size_t bytes = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (bytes == 0 || first > 0xf4 || text.size() < bytes) return {};
  std::uint32_t value = first & (0xffU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if (!is_continuation(text[i])) return {};
    value = value << 6U | (static_cast<std::uint8_t>(text[i]) & 0x3fU);
  }
  const bool overlong = (bytes == 3 && value < 0x800) || (bytes == 4 && value < 0x10000);
  const bool surrogate = value >= 0xd800 && value <= 0xdfff;
  if (overlong || surrogate || value > 0x10ffff) return {};
  return {value, bytes};
}

bool is_space(std::uint32_t c) { return c == '\n' || c == '\r' || c == '\t'; }

bool is_unsafe(std::uint32_t c) {
  const bool control = c < 0x20 || (c >= 0x7f && c <= 0x9f);
  // Direction marks, overrides, isolates, line separators, zero-width and tag characters.
  const bool mark = c == 0x61c || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
                    (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
                    c == 0xfffe || c == 0xffff || (c >= 0xe0000 && c <= 0xe007f);
  return control || mark;
}

std::string_view first_columns(std::string_view text, std::size_t columns) {
  std::size_t end = 0;
  for (std::size_t taken = 0; end < text.size() && taken < columns; ++taken) {
    ++end;
    while (end < text.size() && is_continuation(text[end])) ++end;
  }
  return text.substr(0, end);
}

}  // namespace

std::string plain(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = decode(text);
    if (point.bytes == 0) {
      safe += '?';
      text.remove_prefix(1);
      continue;
    }
    if (is_space(point.value)) {
      safe += ' ';
    } else if (is_unsafe(point.value)) {
      safe += '?';
    } else {
      safe += text.substr(0, point.bytes);
    }
    text.remove_prefix(point.bytes);
  }
  return safe;
}

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return !is_continuation(byte);
  }));
}

std::string cut_to(std::string_view text, std::size_t columns) {
  if (width_of(text) <= columns) return std::string(text);
  return std::string(first_columns(text, std::max<std::size_t>(columns, 1) - 1)) + "~";
}

std::string wrapped(
    std::string_view head, std::string_view text, std::size_t indent, std::size_t columns
) {
  std::string out(head);
  std::size_t column = width_of(head);
  bool fresh = true;  // nothing on this line yet
  const auto new_line = [&] {
    out += '\n';
    out.append(indent, ' ');
    column = indent;
    fresh = true;
  };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    if (!fresh && column + 1 + width_of(word) > columns) new_line();
    if (!fresh) {
      out += ' ';
      ++column;
    }
    // What fits on no line is broken where the line ends.
    while (column < columns && column + width_of(word) > columns) {
      const std::string_view part = first_columns(word, columns - column);
      out += part;
      word.remove_prefix(part.size());
      new_line();
      if (indent >= columns) break;
    }
    out += word;
    column += width_of(word);
    fresh = false;
  }
  return out + "\n";
}

}  // namespace oakprobe::report
