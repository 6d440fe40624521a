#include "coordinator/telling/marked_text.hpp"

#include <algorithm>

namespace oakprobe::telling {

std::string MarkedText::text() const {
  std::string text = marked_;
  std::erase(text, command_mark);
  return text;
}

std::optional<MarkedText> MarkedText::behind(const MarkedText& known) const {
  if (!marked_.starts_with(known.marked_)) return std::nullopt;
  return MarkedText(marked_.substr(known.marked_.size()));
}

std::vector<TextPart> MarkedText::parts() const {
  std::vector<TextPart> parts;
  std::string_view rest = marked_;
  for (bool command = false; !rest.empty(); command = !command) {
    const std::size_t end = std::min(rest.find(command_mark), rest.size());
    if (end > 0) parts.push_back({rest.substr(0, end), command});
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return parts;
}

std::string mark_commands(std::string_view text) {
  std::string out(text);
  std::ranges::replace(out, '`', command_mark);
  return out;
}

}  // namespace oakprobe::telling
