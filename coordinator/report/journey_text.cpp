#include "coordinator/report/journey_text.hpp"

#include <string>
#include <vector>

namespace oakprobe::report {
namespace {

using diagnosis::WaypointCounts;
using wire::Waypoint;

std::string passing(Waypoint waypoint, const JourneyEnds& ends) {
  switch (waypoint) {
    case Waypoint::sent:
      return "were sent";
    case Waypoint::left_source:
      return "left " + ends.source;
    case Waypoint::reached_target:
      return "came to " + ends.target;
    case Waypoint::admitted:
      return "got past " + ends.target + "'s firewall";
    case Waypoint::delivered:
      return ends.taker.empty() ? "were accepted by " + ends.target : "reached " + ends.taker;
    case Waypoint::answered:
      return "were answered";
    case Waypoint::answer_left:
      return "left " + ends.target;
    case Waypoint::answer_reached:
      return "came to " + ends.source;
    case Waypoint::answer_admitted:
      return "got past " + ends.source + "'s firewall";
    case Waypoint::answer_delivered:
      return "were heard by " + ends.source;
  }
  return "";
}

struct Passed {
  int count = 0;
  std::string ways;  // past which waypoints, "left w1, came to w4"
  std::string last;
};

// From `first` up to `last`, out of so many. Where none passed, none passed any further one; where
// all came to the end, that says all.
std::string leg_text(
    const WaypointCounts& counts, Waypoint first, Waypoint last, int total, const JourneyEnds& ends
) {
  std::vector<Passed> legs;
  for (auto i = static_cast<std::size_t>(first); i <= static_cast<std::size_t>(last); ++i) {
    if (!counts[i]) continue;
    const int count = *counts[i];
    const std::string way = passing(static_cast<Waypoint>(i), ends);
    if (legs.empty() || legs.back().count != count) {
      legs.push_back({count, way, way});
    } else {
      legs.back().ways += ", " + way;
      legs.back().last = way;
    }
    if (count == 0) break;
  }
  if (legs.size() == 1 && legs.front().count == total)
    return (total == 1 ? "1 of 1 " : "all " + std::to_string(total) + " ") + legs.front().last;
  std::string text;
  for (const Passed& leg : legs)
    text += (text.empty() ? "" : "; ") + std::to_string(leg.count) + " of " +
            std::to_string(total) + " " + leg.ways;
  return text;
}

int count_at(const WaypointCounts& counts, Waypoint waypoint) {
  return counts[static_cast<std::size_t>(waypoint)].value_or(0);
}

}  // namespace

std::string way_there_text(const WaypointCounts& counts, const JourneyEnds& ends) {
  const int sent = count_at(counts, Waypoint::sent);
  if (sent == 0) return "";
  const std::string text = leg_text(counts, Waypoint::left_source, Waypoint::delivered, sent, ends);
  return text.empty() ? std::to_string(sent) + " were sent" : text;
}

std::string way_back_text(const WaypointCounts& counts, const JourneyEnds& ends) {
  const int answered = count_at(counts, Waypoint::answered);
  if (answered == 0) return "";
  return leg_text(counts, Waypoint::answer_left, Waypoint::answer_delivered, answered, ends);
}

}  // namespace oakprobe::report
