#include "coordinator/timeline/track.hpp"

#include <utility>

namespace oakprobe::timeline {
namespace {

// What was, where it is another from now on.
std::optional<Span> take_over(std::optional<Span>& span, std::int64_t value, RunNumber run) {
  if (span && span->value == value) return std::nullopt;
  return std::exchange(span, Span{run, value});
}

}  // namespace

Ended note(Track& track, const Seen& seen, RunNumber run) {
  Ended ended{{}, {}, run};
  switch (seen.sight) {
    case Sight::known:
      ended.known = take_over(track.known, seen.value, run);
      ended.unknown = std::exchange(track.unknown, std::nullopt);
      break;
    case Sight::unknown:
      ended.unknown = take_over(track.unknown, seen.value, run);
      break;
    case Sight::gone:
      ended.known = std::exchange(track.known, std::nullopt);
      ended.unknown = std::exchange(track.unknown, std::nullopt);
      break;
  }
  return ended;
}

}  // namespace oakprobe::timeline
