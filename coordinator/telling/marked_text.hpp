#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oakprobe::telling {

// A part of a fix: prose, or a command to be copied.
struct TextPart {
  std::string_view text;
  bool command = false;

  friend bool operator==(const TextPart&, const TextPart&) = default;
};

// What to change: prose with commands in it. "On w3 allow udp 50103 in (`ufw allow 50103/udp`; …)".
// Whoever words it marks its commands (""_marked); each report form shows them in its own way.
class MarkedText {
 public:
  MarkedText() = default;
  // Marked text, as pieces from ""_marked and names make it.
  MarkedText(std::string marked)
      : marked_(std::move(marked)) {}                // NOLINT(google-explicit-constructor)
  MarkedText(const char* prose) : marked_(prose) {}  // NOLINT(google-explicit-constructor)

  MarkedText& operator+=(std::string_view marked) {
    marked_ += marked;
    return *this;
  }

  [[nodiscard]] bool empty() const { return marked_.empty(); }
  // Of which another fix is made.
  [[nodiscard]] const std::string& marked() const { return marked_; }
  // Without the marks.
  [[nodiscard]] std::string text() const;
  // Of one that goes on from another: what it adds. Null: it does not.
  [[nodiscard]] std::optional<MarkedText> behind(const MarkedText& known) const;
  // All of it, in order; none is empty. They last as long as the fix.
  [[nodiscard]] std::vector<TextPart> parts() const;

  friend bool operator==(const MarkedText&, const MarkedText&) = default;

 private:
  std::string marked_;
};

// Stands before and behind a command within marked text. No name that is told has it: it is a
// control character (shift out).
inline constexpr char command_mark = '\x0e';

// Marked text of one in which backquotes stand before and behind commands. A command may go on in
// the next piece: "(`ip route get "_marked + address + "`)"_marked.
[[nodiscard]] std::string mark_commands(std::string_view text);
[[nodiscard]] inline std::string operator""_marked(const char* text, std::size_t length) {
  return mark_commands({text, length});
}

}  // namespace oakprobe::telling
