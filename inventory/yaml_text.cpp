#include "inventory/yaml_text.hpp"

#include "base/ascii.hpp"
#include "base/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace oakprobe::inventory {
namespace {

constexpr std::string_view mark_characters = "[]{},:?&*!\"'";

}  // namespace

std::optional<TextProblem> find_unreadable(std::string_view text) {
  int line = 1;
  std::size_t line_begin = 0;
  std::size_t marks = 0;
  for (std::size_t i = 0; i < text.size();) {
    const Position here{line, static_cast<int>(i - line_begin) + 1};
    if (is_control(text[i])) {
      return TextProblem{
          here,
          "not a text file: a control character (byte " +
              std::to_string(static_cast<unsigned char>(text[i])) +
              "); an inventory is YAML in UTF-8"};
    }
    const std::size_t length = first_code_point(text.substr(i)).bytes;
    if (length == 0) {
      return TextProblem{here, "not a text file: bytes that are no UTF-8; an inventory is YAML"};
    }
    if (text[i] == '\n') {
      ++line;
      line_begin = i + 1;
    }
    if (length == 1 && mark_characters.find(text[i]) != std::string_view::npos &&
        ++marks > yaml_marks_max) {
      return TextProblem{
          here,
          "too many brackets, commas, colons and quotes; " + std::to_string(yaml_marks_max) +
              " are the most"};
    }
    i += length;
  }
  return std::nullopt;
}

bool leaves_quote_open(std::string_view value) {
  while (!value.empty() && (value.front() == '&' || value.front() == '!')) {
    value.remove_prefix(std::min(value.find_first_of(" \t\r\n"), value.size()));
    value.remove_prefix(std::min(value.find_first_not_of(" \t\r\n"), value.size()));
  }
  if (value.empty() || (value.front() != '"' && value.front() != '\'')) return false;
  const char quote = value.front();
  for (std::size_t i = 1; i < value.size(); ++i) {
    if (quote == '"' && value[i] == '\\') {
      ++i;
    } else if (value[i] == quote) {
      const bool doubled = quote == '\'' && i + 1 < value.size() && value[i + 1] == quote;
      if (!doubled) return false;
      ++i;
    }
  }
  return true;
}

}  // namespace oakprobe::inventory
