#include "base/moment.hpp"

#include "base/duration.hpp"

namespace oakprobe {

std::optional<UtcSeconds> parse_moment(std::string_view text, UtcSeconds now) {
  if (const auto moment = parse_utc(text)) return moment;
  const auto back = parse_duration(text);
  if (!back) return std::nullopt;
  return *back < now ? now - *back : UtcSeconds(0);
}

}  // namespace oakprobe
