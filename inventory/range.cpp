#include "inventory/range.hpp"

#include "base/parse_number.hpp"

#include <optional>

namespace oakprobe::inventory {
namespace {

// Long enough for any count, short enough for 64 bits.
constexpr std::size_t digits_max = 18;

std::optional<std::uint64_t> parse_digits(std::string_view text) {
  if (text.size() > digits_max) return std::nullopt;
  return parse_number<std::uint64_t>(text);
}

constexpr bool keeps_zeros(std::string_view digits) {
  return digits.size() > 1 && digits.front() == '0';
}

}  // namespace

boost::system::result<Range, std::string> Range::parse(std::string_view text) {
  Range range;
  const auto open = text.find('[');
  const auto close = text.find(']');
  if (open == std::string_view::npos && close == std::string_view::npos) {
    range.before_ = text;
    return range;
  }
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    return std::string("a range has two brackets: w[1-3]");
  }
  if (text.find_first_of("[]", close + 1) != std::string_view::npos ||
      text.substr(open + 1, close - open - 1).find('[') != std::string_view::npos) {
    return std::string("only one range a string, such as w[1-3]");
  }
  const auto inside = text.substr(open + 1, close - open - 1);
  const auto dash = inside.find('-');
  const auto first_digits = inside.substr(0, dash);
  const auto last_digits =
      dash == std::string_view::npos ? std::string_view() : inside.substr(dash + 1);
  const auto first = parse_digits(first_digits);
  const auto last = parse_digits(last_digits);
  if (!first || !last) return std::string("a range is two decimal numbers: w[1-3] or w[01-10]");
  if (*first > *last) return std::string("a range goes upwards: w[1-3], not w[3-1]");
  const bool zeros = keeps_zeros(first_digits) || keeps_zeros(last_digits);
  if (zeros && first_digits.size() != last_digits.size()) {
    return std::string("with leading zeros both ends have as many digits: w[01-10]");
  }
  range.plain_ = false;
  range.before_ = text.substr(0, open);
  range.after_ = text.substr(close + 1);
  range.first_ = *first;
  range.last_ = *last;
  range.width_ = zeros ? first_digits.size() : 0;
  return range;
}

std::string Range::at(std::uint64_t index) const {
  if (plain_) return std::string(before_);
  const auto number = std::to_string(first_ + index);
  std::string text(before_);
  if (number.size() < width_) text.append(width_ - number.size(), '0');
  return text.append(number).append(after_);
}

}  // namespace oakprobe::inventory
