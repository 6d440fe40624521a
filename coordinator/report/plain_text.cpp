#include "coordinator/report/plain_text.hpp"

#include "base/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace oakprobe::report {
namespace {

std::string_view first_columns(std::string_view text, std::size_t columns) {
  std::size_t end = 0;
  for (std::size_t taken = 0; end < text.size() && taken < columns; ++taken) {
    ++end;
    while (end < text.size() && is_continuation(text[end])) ++end;
  }
  return text.substr(0, end);
}

}  // namespace

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  bool painted = false;  // within a sequence of paint.hpp, which ends in 'm'
  for (const char byte : text) {
    painted = painted || byte == '\x1b';
    if (!painted && !is_continuation(byte)) ++width;
    painted = painted && byte != 'm';
  }
  return width;
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
