#include "base/ascii.hpp"
#include "base/parse_number.hpp"
#include "oakestra/members.hpp"

#include <algorithm>
#include <limits>
#include <optional>

// The rules of resolve.go in gopkg.in/yaml.v2.
namespace oakprobe::oakestra {
namespace {

bool is_among(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::optional<Value> word_value(std::string_view text) {
  if (is_among(text, {"", "~", "null", "Null", "NULL"})) return Null();
  if (is_among(text, {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"}))
    return true;
  if (is_among(text, {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"}))
    return false;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (is_among(text, {".nan", ".NaN", ".NAN"})) return std::numeric_limits<double>::quiet_NaN();
  if (is_among(text, {".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"})) return infinity;
  if (is_among(text, {"-.inf", "-.Inf", "-.INF"})) return -infinity;
  return std::nullopt;
}

// strconv.ParseInt(text, 0, 64): the base is in the prefix, and a mere 0 means octal.
std::optional<Value> integer_value(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  int base = 10;
  if (text.size() > 1 && text.front() == '0') {
    const char letter = static_cast<char>(text[1] | 0x20);
    base = letter == 'x' ? 16 : letter == 'b' ? 2 : 8;
    text.remove_prefix(letter == 'x' || letter == 'b' || letter == 'o' ? 2 : 1);
  }
  const auto magnitude = parse_number<std::uint64_t>(text, base);
  if (!magnitude) return std::nullopt;
  if (*magnitude > std::uint64_t{INT64_MAX}) {
    if (negative) return std::nullopt;
    return static_cast<double>(*magnitude);
  }
  return negative ? -static_cast<std::int64_t>(*magnitude) : static_cast<std::int64_t>(*magnitude);
}

// Digits, a point, an exponent; no "inf", which parse_number would take too.
std::optional<Value> float_value(std::string_view text) {
  if (text.find_first_not_of("0123456789.eE+-") != std::string_view::npos) return std::nullopt;
  if (text.starts_with('+')) text.remove_prefix(1);
  return parse_number<double>(text);
}

}  // namespace

Value resolve_yaml_scalar(const std::string& plain) {
  if (const auto word = word_value(plain)) return *word;
  const char first = plain.front();
  if (first == '.') return float_value(plain).value_or(plain);
  const bool numeric = is_digit(first) || first == '+' || first == '-';
  if (!numeric) return plain;
  std::string digits = plain;
  std::erase(digits, '_');
  if (const auto integer = integer_value(digits)) return *integer;
  return digits.starts_with("+-") ? plain : float_value(digits).value_or(plain);
}

}  // namespace oakprobe::oakestra
