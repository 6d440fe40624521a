#include "inventory/yaml_advice.hpp"

#include "base/printable.hpp"

#include <algorithm>
#include <vector>

namespace oakprobe::inventory {
namespace {

std::string_view line_of(std::string_view text, int line) {
  for (; line > 1; --line) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return text.substr(0, text.find('\n'));
}

std::optional<TextProblem> tab_in_indentation(std::string_view line, int number) {
  const auto indentation = line.substr(0, std::min(line.find_first_not_of(blanks), line.size()));
  const auto tab = indentation.find('\t');
  if (tab == std::string_view::npos) return std::nullopt;
  return TextProblem{
      {number, static_cast<int>(tab) + 1},
      "a tab in the indentation; YAML is indented with spaces only: put spaces in its place, in "
      "every line (expand -t 2 FILE writes it so)"};
}

// "w[1-3]" and "192.0.2.[31-33]", at whose bracket the library stopped.
std::optional<TextProblem> range_without_quotes(std::string_view line, Position at) {
  const auto bracket = static_cast<std::size_t>(at.column - 1);
  if (at.column < 2 || bracket >= line.size() || line[bracket] != '[') return std::nullopt;
  const auto close = line.find(']', bracket);
  if (close == std::string_view::npos) return std::nullopt;
  const auto inside = line.substr(bracket + 1, close - bracket - 1);
  const bool is_range = inside.find('-') != std::string_view::npos &&
                        inside.find_first_not_of("0123456789-") == std::string_view::npos;
  constexpr std::string_view ends = " \t,{}[\"'";
  const auto before = line.substr(0, bracket).find_last_of(ends);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  if (!is_range || begin == bracket) return std::nullopt;
  const auto end = std::min(line.find_first_of(" \t,}", close), line.size());
  const std::string word(line.substr(begin, end - begin));
  return TextProblem{
      {at.line, static_cast<int>(begin) + 1},
      in_quotes(word) + " needs quotes within braces, since a bracket begins a list there: \"" +
          word + "\""};
}

// Follows brackets as YAML does: within quotes, comments and words of a block they are letters.
class Brackets {
 public:
  Brackets(std::string_view text, Position stop) : text_(text), stop_(stop) {}

  std::optional<TextProblem> find() {
    while (offset_ < text_.size() && !is_past_stop()) {
      if (auto found = take(text_[offset_])) return found;
      step();
    }
    if (open_.empty()) return std::nullopt;
    return never_closed();
  }

 private:
  struct Open {
    char bracket;
    Position at;
  };

  static char partner(char bracket) {
    constexpr std::string_view pairs = "{}[]";
    const auto at = pairs.find(bracket);
    return pairs[at ^ 1U];
  }

  static std::string place(Position at) {
    return "line " + std::to_string(at.line) + ", column " + std::to_string(at.column);
  }

  static std::string quoted(char bracket) { return std::string("'") + bracket + "'"; }

  [[nodiscard]] Position here() const {
    return {line_, static_cast<int>(offset_ - line_begin_) + 1};
  }
  // The line in which the library stopped still counts whole: it may stop before a stray bracket.
  [[nodiscard]] bool is_past_stop() const { return line_ > stop_.line; }

  void step() {
    if (text_[offset_] == '\n') {
      ++line_;
      line_begin_ = offset_ + 1;
    }
    ++offset_;
  }

  [[nodiscard]] bool begins_word() const {
    if (offset_ == line_begin_) return true;
    const char before = text_[offset_ - 1];
    if (before == ' ' || before == '\t') return true;
    return !open_.empty() && std::string_view("[{,:").find(before) != std::string_view::npos;
  }

  [[nodiscard]] bool begins_line() const {
    const auto before = text_.substr(line_begin_, offset_ - line_begin_);
    return before.find_first_not_of(blanks) == std::string_view::npos;
  }

  void skip_comment() {
    while (offset_ + 1 < text_.size() && text_[offset_ + 1] != '\n') step();
  }

  void skip_quoted(char quote) {
    while (offset_ + 1 < text_.size()) {
      step();
      if (text_[offset_] == '\\' && quote == '"' && offset_ + 1 < text_.size()) {
        step();
      } else if (text_[offset_] == quote) {
        const bool doubled = quote == '\'' && text_.substr(offset_ + 1).starts_with(quote);
        if (!doubled) return;
        step();
      }
    }
  }

  std::optional<TextProblem> take(char letter) {
    const bool begins = begins_word();
    if (letter == '#' && begins) {
      skip_comment();
    } else if ((letter == '"' || letter == '\'') && begins) {
      skip_quoted(letter);
    } else if ((letter == '{' || letter == '[') && begins) {
      open_.push_back({letter, here()});
    } else if (letter == '}' || letter == ']') {
      return close(letter);
    } else if (letter == '-' && !open_.empty() && begins_line() && text_.substr(offset_).starts_with("- ")) {
      return never_closed();
    }
    return std::nullopt;
  }

  std::optional<TextProblem> close(char bracket) {
    if (open_.empty()) {
      // Within a word of a block it is a letter like others; where the library stopped it is not.
      if (line_ != stop_.line) return std::nullopt;
      return TextProblem{
          here(),
          quoted(bracket) + " closes nothing; remove it, or put its " + quoted(partner(bracket)) +
              " where the value begins"};
    }
    const Open last = open_.back();
    open_.pop_back();
    if (partner(last.bracket) == bracket) return std::nullopt;
    return TextProblem{
        here(),
        quoted(bracket) + " where the " + quoted(last.bracket) + " of " + place(last.at) +
            " is still open; it needs a " + quoted(partner(last.bracket)) + " first, or its own " +
            quoted(partner(bracket)) + " where the value begins"};
  }

  [[nodiscard]] std::optional<TextProblem> never_closed() const {
    const Open& last = open_.back();
    return TextProblem{
        last.at,
        "the " + quoted(last.bracket) + " that begins here is not closed; put a " +
            quoted(partner(last.bracket)) + " where it ends"};
  }

  std::string_view text_;
  Position stop_;
  std::size_t offset_ = 0;
  std::size_t line_begin_ = 0;
  int line_ = 1;
  std::vector<Open> open_;
};

// What the library says where brackets don't match.
bool may_be_brackets(std::string_view told) {
  return told.find("flow") != std::string_view::npos ||
         told.find("illegal block entry") != std::string_view::npos ||
         told.find("illegal map value") != std::string_view::npos;
}

}  // namespace

std::optional<TextProblem> advise(std::string_view text, Position at, std::string_view told) {
  if (at.line < 1) return std::nullopt;
  const auto line = line_of(text, at.line);
  if (auto tab = tab_in_indentation(line, at.line)) return tab;
  if (auto range = range_without_quotes(line, at)) return range;
  if (may_be_brackets(told)) return Brackets(text, at).find();
  return std::nullopt;
}

}  // namespace oakprobe::inventory
