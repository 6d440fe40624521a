#include "coordinator/serve/request_target.hpp"

#include "base/parse_number.hpp"
#include "base/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace oakprobe::serve {
namespace {

// What comes before the next `mark`, which is taken away with it.
std::string_view take_until(std::string_view& text, char mark) {
  const auto end = text.find(mark);
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return taken;
}

// C0, DEL and C1.
bool has_controls(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = first_code_point(text.substr(at));
    if (point.value < 0x20 || (point.value >= 0x7f && point.value < 0xa0)) return true;
    at += point.bytes;
  }
  return false;
}

boost::system::result<std::string, WrongTarget> decode(std::string_view text, bool plus_is_blank) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%') {
      const std::string_view digits = text.substr(at + 1, 2);
      const auto byte = digits.size() == 2 ? parse_number<std::uint8_t>(digits, 16) : std::nullopt;
      if (!byte) return WrongTarget{"a '%' is followed by two hexadecimal digits"};
      decoded += static_cast<char>(*byte);
      at += 2;
    } else {
      decoded += plus_is_blank && text[at] == '+' ? ' ' : text[at];
    }
  }
  if (!is_utf8(decoded)) return WrongTarget{"it is not UTF-8"};
  if (has_controls(decoded)) return WrongTarget{"it has control characters in it"};
  return {boost::system::in_place_value, std::move(decoded)};
}

// But for letters, digits and "-._~" (RFC 3986 §2.3).
void append_encoded(std::string& text, std::string_view what) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (const char letter : what) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                       (letter >= '0' && letter <= '9') || letter == '-' || letter == '.' ||
                       letter == '_' || letter == '~';
    const auto byte = static_cast<unsigned char>(letter);
    if (plain)
      text += letter;
    else
      text.append({'%', digits[byte >> 4U], digits[byte & 15U]});
  }
}

}  // namespace

boost::system::result<RequestTarget, WrongTarget> parse_target(std::string_view target) {
  if (!target.starts_with('/')) return WrongTarget{"it does not begin with '/'"};
  if (target.find('#') != std::string_view::npos) return WrongTarget{"it has a '#' in it"};
  target.remove_prefix(1);
  std::string_view steps = take_until(target, '?');
  RequestTarget read;
  const bool none = steps.empty();
  const bool ends_open = steps.ends_with('/');
  while (!steps.empty()) {
    if (read.path.size() == path_steps_max) return WrongTarget{"its path is too long"};
    auto step = decode(take_until(steps, '/'), false);
    if (!step) return step.error();
    if (*step == "." || *step == "..") return WrongTarget{"it has '.' or '..' in its path"};
    if (step->empty()) return WrongTarget{"it has '//' in its path"};
    read.path.push_back(std::move(*step));
  }
  if (!none && ends_open) return WrongTarget{"its path ends with '/'"};
  while (!target.empty()) {
    std::string_view parameter = take_until(target, '&');
    if (parameter.empty()) continue;
    if (read.parameters.size() == parameters_max) return WrongTarget{"it has too many parameters"};
    auto name = decode(take_until(parameter, '='), true);
    if (!name) return name.error();
    auto value = decode(parameter, true);
    if (!value) return value.error();
    read.parameters.emplace_back(std::move(*name), std::move(*value));
  }
  return {boost::system::in_place_value, std::move(read)};
}

std::string to_text(const RequestTarget& target) {
  std::string text;
  for (const std::string& step : target.path) {
    text += '/';
    append_encoded(text, step);
  }
  if (target.path.empty()) text = "/";
  char before = '?';
  for (const auto& [name, value] : target.parameters) {
    text += std::exchange(before, '&');
    append_encoded(text, name);
    text += '=';
    append_encoded(text, value);
  }
  return text;
}

}  // namespace oakprobe::serve
