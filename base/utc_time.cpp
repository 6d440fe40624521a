#include "base/utc_time.hpp"

#include "base/parse_number.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace oakprobe {
namespace {

constexpr std::int64_t day_seconds = 86'400;
constexpr std::int64_t latest_seconds = 253'402'300'799;  // 9999-12-31T23:59:59Z

}  // namespace

std::string utc_text(std::int64_t seconds) {
  using namespace std::chrono;
  seconds = std::clamp<std::int64_t>(seconds, 0, latest_seconds);
  const year_month_day date{sys_days(days(seconds / day_seconds))};
  const auto rest = static_cast<int>(seconds % day_seconds);
  std::array<char, 32> text{};
  std::snprintf(
      text.data(),
      text.size(),
      "%04d-%02u-%02uT%02d:%02d:%02dZ",
      static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()),
      static_cast<unsigned>(date.day()),
      rest / 3'600,
      rest / 60 % 60,
      rest % 60
  );
  return text.data();
}

std::optional<std::int64_t> parse_utc(std::string_view text) {
  using namespace std::chrono;
  constexpr std::string_view form = "dddd-dd-ddTdd:dd:ddZ";
  if (text.size() != form.size()) return std::nullopt;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (form[i] == 'd' ? !digit : text[i] != form[i]) return std::nullopt;
  }
  const auto number = [&](std::size_t at, std::size_t digits) {
    return *parse_number<unsigned>(text.substr(at, digits));
  };
  const year_month_day date{
      year(static_cast<int>(number(0, 4))), month(number(5, 2)), day(number(8, 2))};
  const unsigned hour = number(11, 2);
  const unsigned minute = number(14, 2);
  const unsigned second = number(17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const std::int64_t whole_days = sys_days(date).time_since_epoch().count();
  if (whole_days < 0) return std::nullopt;
  return whole_days * day_seconds + hour * 3'600 + minute * 60 + second;
}

}  // namespace oakprobe
