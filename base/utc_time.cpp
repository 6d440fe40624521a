#include "base/utc_time.hpp"

#include "base/parse_number.hpp"

#include <array>
#include <cstdio>

namespace oakprobe {
namespace {

namespace chrono = std::chrono;

// The digits at the beginning, taken off, and what must follow them (0: nothing need).
std::optional<int> take(std::string_view& text, std::size_t digits, char then = '\0') {
  if (text.size() < digits + (then == '\0' ? 0 : 1)) return std::nullopt;
  const auto number = parse_number<unsigned>(text.substr(0, digits));
  if (!number || (then != '\0' && (text[digits] | 0x20) != (then | 0x20))) return std::nullopt;
  text.remove_prefix(digits + (then == '\0' ? 0 : 1));
  return static_cast<int>(*number);
}

std::optional<chrono::seconds> take_offset(std::string_view text) {
  if (text == "Z" || text == "z") return chrono::seconds(0);
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const int sign = text[0] == '-' ? -1 : 1;
  text.remove_prefix(1);
  const auto hours = take(text, 2, ':');
  const auto minutes = take(text, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return sign * (chrono::hours(*hours) + chrono::minutes(*minutes));
}

}  // namespace

std::string utc_text(UtcSeconds moment) {
  const auto day = chrono::floor<chrono::days>(moment);
  const chrono::year_month_day date{chrono::sys_days(day)};
  const chrono::hh_mm_ss time{moment - day};
  std::array<char, 64> text{};
  const int length = std::snprintf(
      text.data(),
      text.size(),
      "%04d-%02u-%02uT%02d:%02d:%02dZ",
      static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()),
      static_cast<unsigned>(date.day()),
      static_cast<int>(time.hours().count()),
      static_cast<int>(time.minutes().count()),
      static_cast<int>(time.seconds().count())
  );
  return {text.data(), static_cast<std::size_t>(length)};
}

std::optional<UtcSeconds> parse_utc(std::string_view text) {
  const auto year = take(text, 4, '-');
  const auto month = take(text, 2, '-');
  const auto day = take(text, 2, 'T');
  const auto hour = take(text, 2, ':');
  const auto minute = take(text, 2, ':');
  const auto second = take(text, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  if (text.starts_with('.')) {
    const auto end = text.find_first_not_of("0123456789", 1);
    if (end == std::string_view::npos || end == 1) return std::nullopt;
    text.remove_prefix(end);
  }
  const auto offset = take_offset(text);
  const chrono::year_month_day date(
      chrono::year(*year),
      chrono::month(static_cast<unsigned>(*month)),
      chrono::day(static_cast<unsigned>(*day))
  );
  if (!offset || !date.ok()) return std::nullopt;
  const UtcSeconds moment = chrono::sys_days(date).time_since_epoch() + chrono::hours(*hour) +
                            chrono::minutes(*minute) + chrono::seconds(*second) - *offset;
  return moment.count() < 0 ? std::nullopt : std::optional(moment);
}

}  // namespace oakprobe
