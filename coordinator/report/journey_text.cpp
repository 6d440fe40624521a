#include "coordinator/report/journey_text.hpp"

#include <algorithm>

namespace oakprobe::report {
namespace {

using diagnosis::WaypointCounts;
using wire::Waypoint;

constexpr std::size_t first_of_answer = static_cast<std::size_t>(Waypoint::answered);

// The first that fewer attempts passed than one before it; the end if there is none.
std::size_t first_loss(const WaypointCounts& counts) {
  int passed = -1;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (!counts[i]) continue;
    if (passed >= 0 && *counts[i] < passed) return i;
    passed = *counts[i];
  }
  return counts.size();
}

std::string leg_text(const WaypointCounts& counts, std::size_t begin, std::size_t end) {
  const std::size_t lost = first_loss(counts);
  std::string text;
  for (std::size_t i = begin; i < end; ++i) {
    text += (text.empty() ? "" : " > ") + std::string(to_string(static_cast<Waypoint>(i))) + " " +
            (counts[i] ? std::to_string(*counts[i]) : "?");
    if (i == lost) text += " (lost here)";
  }
  return text;
}

}  // namespace

std::string way_there_text(const WaypointCounts& counts) {
  return leg_text(counts, 0, first_of_answer);
}

std::string way_back_text(const WaypointCounts& counts) {
  const bool arrived = counts[first_of_answer - 1].value_or(1) > 0;
  const bool known = std::any_of(
      counts.begin() + static_cast<std::ptrdiff_t>(first_of_answer),
      counts.end(),
      [](const std::optional<int>& count) { return count.has_value(); }
  );
  return arrived && known ? leg_text(counts, first_of_answer, counts.size()) : "";
}

}  // namespace oakprobe::report
