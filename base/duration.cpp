#include "base/duration.hpp"

#include "base/parse_number.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace oakprobe {
namespace {

struct Unit {
  char letter;
  std::int64_t seconds;
};

constexpr std::array<Unit, 5> units{
    {{'y', 365 * 86'400}, {'d', 86'400}, {'h', 3'600}, {'m', 60}, {'s', 1}}};

}  // namespace

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto unit = std::ranges::find(units, text.back(), &Unit::letter);
  if (unit == units.end()) return std::nullopt;
  const auto number = parse_number<std::uint64_t>(text.substr(0, text.size() - 1));
  const auto most = static_cast<std::uint64_t>(duration_max.count() / unit->seconds);
  if (!number || *number == 0 || *number > most) return std::nullopt;
  return std::chrono::seconds(static_cast<std::int64_t>(*number) * unit->seconds);
}

std::string duration_text(std::chrono::seconds span) {
  const auto unit =
      std::ranges::find_if(units, [&](const Unit& one) { return span.count() % one.seconds == 0; });
  return std::to_string(span.count() / unit->seconds) + unit->letter;
}

}  // namespace oakprobe
