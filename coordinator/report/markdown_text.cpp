#include "coordinator/report/markdown_text.hpp"

#include "coordinator/report/plain_text.hpp"

#include <algorithm>

namespace oakprobe::report {
namespace {

constexpr std::string_view opening = "(\"";
constexpr std::string_view closing = ".,;:?)\"";

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "word", "target-firewall", "target's"
bool is_word(std::string_view text) {
  bool letter_before = false;
  for (const char c : text) {
    const bool joint = (c == '-' || c == '\'') && letter_before;
    if (!is_letter(c) && !joint) return false;
    letter_before = is_letter(c);
  }
  return letter_before;
}

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// "1." and "1)" at the start of a line begin a list.
bool is_list_mark(std::string_view core, std::string_view tail) {
  return is_number(core) && (tail.starts_with('.') || tail.starts_with(')'));
}

std::size_t longest_run(std::string_view text, char of) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == of ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

std::string prose_word(std::string_view word) {
  const std::size_t head = std::min(word.find_first_not_of(opening), word.size());
  const std::size_t last = word.find_last_not_of(closing);
  const std::size_t end = last == std::string_view::npos || last < head ? head : last + 1;
  std::string_view core = word.substr(head, end - head);
  const std::string_view tail = word.substr(end);
  std::string_view possessive;
  if (core.ends_with("'s")) {
    possessive = "'s";
    core.remove_suffix(possessive.size());
  }
  if (core.empty()) return markdown_code(word);
  const bool safe = is_word(core) || (is_number(core) && !is_list_mark(core, tail));
  std::string out(word.substr(0, head));
  out += safe ? std::string(core) : markdown_code(core);
  out += possessive;
  return out += tail;
}

}  // namespace

std::string markdown_prose(std::string_view text) {
  const std::string safe = plain(text);
  std::string_view rest = safe;
  std::string out;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (word.empty()) continue;
    if (!out.empty()) out += ' ';
    out += prose_word(word);
  }
  return out;
}

std::string markdown_code(std::string_view text) {
  const std::string safe = plain(text);
  if (safe.empty()) return "";
  const std::string fence(longest_run(safe, '`') + 1, '`');
  // A backtick at an end would join the fence; one space on both sides is taken off again, and so
  // is one that was there.
  const bool pad =
      safe.starts_with('`') || safe.ends_with('`') || safe.starts_with(' ') || safe.ends_with(' ');
  const std::string space = pad ? " " : "";
  return fence + space + safe + space + fence;
}

std::string markdown_cell_code(std::string_view text) {
  std::string safe(text);
  std::replace_if(
      safe.begin(), safe.end(), [](char c) { return c == '|' || c == '\\'; }, '?'
  );
  return markdown_code(safe);
}

std::string markdown_fenced(std::string_view lines) {
  const std::string fence(std::max<std::size_t>(longest_run(lines, '`') + 1, 3), '`');
  std::string out = fence + "text\n";
  out += lines;
  if (!lines.ends_with('\n')) out += '\n';
  return out + fence + "\n";
}

}  // namespace oakprobe::report
