#include "inventory/shell_words.hpp"

namespace oakprobe::inventory {
namespace {

constexpr bool is_blank(char letter) { return letter == ' ' || letter == '\t' || letter == '\n'; }

}  // namespace

std::optional<std::vector<std::string>> split_shell_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;  // '' is a word, though empty
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char letter = text[i];
    if (quote == '\'') {
      if (letter == quote) {
        quote = 0;
      } else {
        word += letter;
      }
      continue;
    }
    if (letter == '\\') {
      if (++i == text.size()) return std::nullopt;
      // Inside double quotes a shell keeps the backslash before all but these.
      const bool escapes =
          quote == 0 || std::string_view("\"\\$`\n").find(text[i]) != std::string_view::npos;
      if (!escapes) word += '\\';
      if (text[i] != '\n') {
        word += text[i];
        in_word = true;
      }
      continue;
    }
    if (quote == '"') {
      if (letter == quote) {
        quote = 0;
      } else {
        word += letter;
      }
      continue;
    }
    if (letter == '\'' || letter == '"') {
      quote = letter;
      in_word = true;
    } else if (is_blank(letter)) {
      if (in_word) words.push_back(std::move(word));
      word.clear();
      in_word = false;
    } else {
      word += letter;
      in_word = true;
    }
  }
  if (quote != 0) return std::nullopt;
  if (in_word) words.push_back(std::move(word));
  return words;
}

}  // namespace oakprobe::inventory
