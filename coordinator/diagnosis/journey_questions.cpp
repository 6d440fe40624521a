#include "coordinator/diagnosis/addresses.hpp"
#include "coordinator/diagnosis/journey.hpp"

#include <algorithm>
#include <array>
#include <string_view>

// What the journeys of all attempts show of a path.
namespace oakprobe::diagnosis {

using evidence::ListenMode;
using evidence::Sight;
using evidence::Waypoint;

namespace {

template <class Holds>
bool any_connected(const PathEvidence& evidence, Holds holds) {
  if (evidence.dial == nullptr) return false;
  for (unsigned attempt = 0; attempt < evidence::attempts_max; ++attempt) {
    if (evidence.dial->connected.has(attempt) && holds(Journey(evidence, attempt))) return true;
  }
  return false;
}

}  // namespace

bool is_confirmed(const PathEvidence& evidence) {
  return any_connected(evidence, [](const Journey& journey) {
    return journey.passed(Waypoint::reached_target);
  });
}

bool is_answered_elsewhere(const PathEvidence& evidence) {
  if (evidence.flow().protocol == Protocol::udp) return false;
  const auto missed = [](const Journey& journey) {
    return journey.at(Waypoint::reached_target) == Passage::missed ||
           journey.at(Waypoint::left_source) == Passage::missed;
  };
  return any_connected(evidence, missed) &&
         !any_connected(evidence, [&](const Journey& journey) { return !missed(journey); });
}

bool is_redirected(const PathEvidence& evidence) {
  return any_connected(evidence, [](const Journey& journey) {
    return journey.was(Sight::redirected) || journey.was(Sight::forwarded);
  });
}

bool is_redirected_inside(const PathEvidence& evidence) {
  return any_connected(evidence, [](const Journey& journey) {
    return journey.was(Sight::redirected);
  });
}

namespace {

// Processes that hold a container's published port (proc(5), comm: 15 bytes).
constexpr std::array<std::string_view, 5> userland_proxies{
    "docker-proxy", "rootlesskit", "rootlessport", "rootlessport-ch", "slirp4netns"};

}  // namespace

bool is_userland_proxy(std::string_view process) {
  return std::ranges::find(userland_proxies, process) != userland_proxies.end();
}

bool is_reconnected(const PathEvidence& evidence) {
  if (evidence.listener == nullptr || evidence.listener->mode != ListenMode::live) return false;
  if (!is_userland_proxy(evidence.listener->process)) return false;
  // Within one machine nothing depends on it.
  if (is_same_host(*evidence.source, *evidence.target)) return false;
  return any_connected(evidence, [](const Journey& journey) {
    return journey.was(Sight::reached) && journey.was(Sight::admitted);
  });
}

WaypointCounts count_waypoints(const PathEvidence& evidence) {
  WaypointCounts counts;
  evidence::AttemptSet attempts;
  if (evidence.dial != nullptr) {
    attempts = evidence.dial->sent;
    for (const evidence::DialFailure& failure : evidence.dial->failures)
      attempts.insert(failure.attempt);  // also those that the kernel refused
  } else if (evidence.receipt != nullptr) {
    attempts = evidence.receipt->delivered;
  }
  for (unsigned attempt = 0; attempt < evidence::attempts_max; ++attempt) {
    if (!attempts.has(attempt)) continue;
    const Journey journey(evidence, attempt);
    for (std::size_t i = 0; i < evidence::waypoint_count; ++i) {
      const auto seen = journey.seen_at(static_cast<Waypoint>(i));
      if (seen) counts[i] = counts[i].value_or(0) + (*seen ? 1 : 0);
    }
  }
  return counts;
}

}  // namespace oakprobe::diagnosis
