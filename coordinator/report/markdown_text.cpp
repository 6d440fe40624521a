#include "coordinator/report/markdown_text.hpp"

#include "base/ascii.hpp"
#include "base/printable.hpp"

#include <algorithm>

namespace oakprobe::report {
namespace {

constexpr std::string_view opening = "(\"";
constexpr std::string_view closing = ".,;:?)\"";

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

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
  // What is left of a sentence between two commands.
  if (core.empty()) return word.size() <= 2 ? std::string(word) : markdown_code(word);
  const bool safe = is_word(core) || (is_number(core) && !is_list_mark(core, tail));
  std::string out(word.substr(0, head));
  out += safe ? std::string(core) : markdown_code(core);
  out += possessive;
  return out += tail;
}

// Takes one word, or an empty one between two spaces, off the front.
std::string_view next_word(std::string_view& rest) {
  const std::size_t end = std::min(rest.find(' '), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return word;
}

// "(192.0.2.33, udp 50103)": what has one word that needs a code span is one whole.
std::string parenthesis(std::string_view inside) {
  constexpr std::string_view between = "; ";
  std::string out;
  while (!inside.empty()) {
    const std::size_t end = std::min(inside.find(between), inside.size());
    const std::string_view piece = inside.substr(0, end);
    inside.remove_prefix(std::min(end + between.size(), inside.size()));
    std::string prose;
    for (std::string_view rest = piece; !rest.empty();) {
      const std::string_view word = next_word(rest);
      if (!word.empty()) prose += (prose.empty() ? "" : " ") + prose_word(word);
    }
    out += (out.empty() ? "" : between);
    out += prose.find('`') == std::string::npos ? prose : markdown_code(piece);
  }
  return "(" + out + ")";
}

// "(…)" and what ends a clause behind it, from the front of the text; empty: there is none.
std::string_view parenthesis_in_front(std::string_view text) {
  if (!text.starts_with('(')) return "";
  const std::size_t close = text.find_first_of("()", 1);
  if (close == std::string_view::npos || text[close] != ')' || close == 1) return "";
  const std::size_t end = std::min(text.find(' ', close), text.size());
  const std::string_view tail = text.substr(close + 1, end - close - 1);
  if (tail.find_first_not_of(closing) != std::string_view::npos) return "";
  return text.substr(0, close + 1);
}

}  // namespace

std::string markdown_prose(std::string_view text) {
  const std::string safe = printable(text);
  std::string_view rest = safe;
  std::string out;
  while (!rest.empty()) {
    if (const auto whole = parenthesis_in_front(rest); !whole.empty()) {
      rest.remove_prefix(whole.size());
      out += (out.empty() ? "" : " ") + parenthesis(whole.substr(1, whole.size() - 2));
      out += next_word(rest);
      continue;
    }
    const std::string_view word = next_word(rest);
    if (word.empty()) continue;
    if (!out.empty()) out += ' ';
    out += prose_word(word);
  }
  return out;
}

std::string markdown_code(std::string_view text) {
  const std::string safe = printable(text);
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
