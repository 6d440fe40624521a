#include "coordinator/fleet/last_words.hpp"

#include <algorithm>

namespace oakprobe::fleet {
namespace {

// Bytes of the UTF-8 character at the start of text; 0: none is there. Overlong forms, surrogates
// and the C1 control characters (U+0080 to U+009F, which terminals obey) are none.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned lead = byte(0);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xc2 ? 0
                             : lead < 0xe0 ? 2
                             : lead < 0xf0 ? 3
                                           : 4;
  if (length == 0 || lead > 0xf4 || text.size() < length) return 0;
  for (std::size_t at = 1; at < length; ++at)
    if ((byte(at) & 0xc0) != 0x80) return 0;
  if (length > 1) {
    const unsigned second = byte(1);
    if (lead == 0xc2 && second < 0xa0) return 0;
    if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f)) return 0;
    if ((lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f)) return 0;
  }
  return length;
}

std::string_view end_of(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  text.remove_prefix(text.size() - bytes_max);
  while (!text.empty() && (static_cast<unsigned char>(text.front()) & 0xc0) == 0x80)
    text.remove_prefix(1);
  return text;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  bool line_ended = false;
  while (!text.empty()) {
    const char first = text.front();
    const std::size_t length = utf8_length(text);
    if (first == '\n' || first == '\r') {
      line_ended = true;
    } else {
      if (line_ended && !out.empty()) out += " / ";
      line_ended = false;
      if (first == '\t')
        out += ' ';
      else if (length == 0 || is_control(first))
        out += '?';
      else
        out += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

std::string in_quotes(std::string_view text) {
  const std::string_view end = end_of(text, quoted_bytes_max);
  return (end.size() < text.size() ? "\"…" : "\"") + printable(end) + "\"";
}

void OutputTail::add(std::string_view bytes) {
  tail_ += bytes;
  if (password_) tail_ = password_->hidden_in(tail_);  // while it is whole
  if (tail_.size() > tail_bytes_max) tail_.erase(0, tail_.size() - tail_bytes_max);
}

std::string OutputTail::quoted() const {
  const std::string text =
      printable(end_of(fleet::quotable(password_.get(), tail_), tail_bytes_max - 4));
  return text.empty() ? "" : "; it wrote: " + text;
}

}  // namespace oakprobe::fleet
