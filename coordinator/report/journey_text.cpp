#include "coordinator/report/journey_text.hpp"

#include "base/printable.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace oakprobe::report {
namespace {

using diagnosis::FinishedCheck;
using diagnosis::FinishedPath;
using evidence::ListenMode;
using evidence::Waypoint;

// Whom what comes reaches.
std::string taker_of(const FinishedPath& path, Protocol protocol) {
  if (protocol == Protocol::tcp && path.listener == ListenMode::stand_in && !path.receipt)
    return "";
  switch (path.listener) {
    case ListenMode::stand_in:
      return "our stand-in";
    case ListenMode::live:
      return path.listener_process->empty() ? "the program there" : excerpt(*path.listener_process);
    default:
      return "a program";
  }
}

// "w4's", "their targets'"
std::string of(const std::string& name) { return name + (name.ends_with('s') ? "'" : "'s"); }

std::string passing(Waypoint waypoint, const JourneyEnds& ends) {
  switch (waypoint) {
    case Waypoint::sent:
      return "were sent";
    case Waypoint::left_source:
      return "left " + ends.source;
    case Waypoint::reached_target:
      return "came to " + ends.target;
    case Waypoint::admitted:
      return "got past " + of(ends.target) + " firewall";
    case Waypoint::delivered:
      return ends.taker.empty() ? "were accepted by " + ends.target : "reached " + ends.taker;
    case Waypoint::answered:
      return "were answered";
    case Waypoint::answer_left:
      return "left " + ends.target;
    case Waypoint::answer_reached:
      return "came to " + ends.source;
    case Waypoint::answer_admitted:
      return "got past " + of(ends.source) + " firewall";
    case Waypoint::answer_delivered:
      return "were heard by " + ends.source;
  }
  return "";
}

struct Passed {
  std::uint64_t count = 0;
  std::string ways;  // past which waypoints, "left w1, came to w4"
  std::string last;
};

std::string leg_text(const Passed& leg, std::uint64_t total) {
  if (leg.count == 0) return "none " + leg.ways;
  return std::to_string(leg.count) + " of " + std::to_string(total) + " " + leg.ways;
}

// From `first` up to `last`, out of so many. Where none passed, none passed any further one; where
// all came to the end, that says all.
std::string way_text(
    const JourneyCounts& counts,
    Waypoint first,
    Waypoint last,
    std::uint64_t total,
    const JourneyEnds& ends
) {
  std::vector<Passed> legs;
  for (auto i = static_cast<std::size_t>(first); i <= static_cast<std::size_t>(last); ++i) {
    if (!counts[i]) continue;
    const std::uint64_t count = *counts[i];
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
  for (const Passed& leg : legs) text += (text.empty() ? "" : "; ") + leg_text(leg, total);
  return text;
}

std::uint64_t count_at(const JourneyCounts& counts, Waypoint waypoint) {
  return counts[static_cast<std::size_t>(waypoint)].value_or(0);
}

}  // namespace

JourneyEnds ends_of(const FinishedCheck& check, const FinishedPath& path) {
  return {
      check.inventory.node(path.id.source).name,
      check.inventory.node(path.id.target).name,
      taker_of(path, check.inventory.flow(path.id.flow).protocol)};
}

JourneyCounts journey_counts(const diagnosis::WaypointCounts& counts) {
  JourneyCounts wide;
  std::ranges::copy(counts, wide.begin());
  return wide;
}

JourneyCounts journey_counts(const FinishedCheck& check, const std::vector<std::size_t>& paths) {
  std::optional<JourneyCounts> sums;
  for (const std::size_t index : paths) {
    const JourneyCounts counts = journey_counts(check.paths.state_at(index).waypoints);
    if (count_at(counts, Waypoint::sent) == 0) continue;
    if (!sums) {
      sums = counts;
      continue;
    }
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const bool seen = (*sums)[i] && counts[i];
      (*sums)[i] = seen ? std::optional(*(*sums)[i] + *counts[i]) : std::nullopt;
    }
  }
  return sums.value_or(JourneyCounts{});
}

std::string way_there_text(const JourneyCounts& counts, const JourneyEnds& ends) {
  const std::uint64_t sent = count_at(counts, Waypoint::sent);
  if (sent == 0) return "";
  const std::string text = way_text(counts, Waypoint::left_source, Waypoint::delivered, sent, ends);
  return text.empty() ? std::to_string(sent) + " were sent" : text;
}

std::string way_back_text(const JourneyCounts& counts, const JourneyEnds& ends) {
  const std::uint64_t answered = count_at(counts, Waypoint::answered);
  if (answered == 0) return "";
  return way_text(counts, Waypoint::answer_left, Waypoint::answer_delivered, answered, ends);
}

}  // namespace oakprobe::report
