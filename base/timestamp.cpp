#include "base/timestamp.hpp"

#include "base/parse_number.hpp"

#include <cstdio>

namespace oakprobe {
namespace {

// Takes so many digits and the letter behind them, which is not there at the end (0); nullopt: the
// text does not begin with these.
std::optional<unsigned> take(std::string_view& text, std::size_t digits, char behind) {
  const auto number = parse_number<unsigned>(text.substr(0, digits));
  const bool fits =
      number && text.size() >= digits + (behind != 0) && (behind == 0 || text[digits] == behind);
  if (!fits) return std::nullopt;
  text.remove_prefix(digits + (behind != 0));
  return number;
}

std::optional<std::chrono::sys_days> take_day(std::string_view& text, bool alone) {
  const auto year = take(text, 4, '-');
  const auto month = year ? take(text, 2, '-') : std::nullopt;
  const auto day = month ? take(text, 2, alone ? 0 : 'T') : std::nullopt;
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{
      std::chrono::year(static_cast<int>(*year)),
      std::chrono::month(*month),
      std::chrono::day(*day)};
  return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

// "Z", "+01:00"; east of Greenwich it is later.
std::optional<std::chrono::seconds> offset(std::string_view text) {
  if (text == "Z") return std::chrono::seconds(0);
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const int sign = text[0] == '-' ? -1 : 1;
  text.remove_prefix(1);
  const auto hours = take(text, 2, ':');
  const auto minutes = hours ? take(text, 2, 0) : std::nullopt;
  if (!minutes || !text.empty() || *hours > 23 || *minutes > 59) return std::nullopt;
  return std::chrono::seconds(sign * static_cast<int>(*hours * 3'600 + *minutes * 60));
}

}  // namespace

std::optional<std::chrono::sys_seconds> parse_timestamp(std::string_view text) {
  const bool alone = text.size() == std::string_view("2026-12-01").size();
  const auto day = take_day(text, alone);
  if (!day) return std::nullopt;
  if (alone) return std::chrono::sys_seconds(*day);
  const auto hour = take(text, 2, ':');
  const auto minute = hour ? take(text, 2, ':') : std::nullopt;
  const auto second = minute ? take(text, 2, 0) : std::nullopt;
  if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  if (text.starts_with('.')) {
    const auto end = text.find_first_not_of("0123456789", 1);
    if (end == 1 || end == text.npos) return std::nullopt;
    text.remove_prefix(end);
  }
  const auto east = offset(text);
  if (!east) return std::nullopt;
  return *day + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second) - *east;
}

std::string timestamp_text(std::chrono::sys_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  char text[64];
  std::snprintf(
      text,
      sizeof text,
      "%04d-%02u-%02uT%02d:%02d:%02dZ",
      static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()),
      static_cast<unsigned>(date.day()),
      static_cast<int>(clock.hours().count()),
      static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count())
  );
  return text;
}

}  // namespace oakprobe
