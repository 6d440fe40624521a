#pragma once

#include "coordinator/diagnosis/fate.hpp"
#include "coordinator/diagnosis/journey.hpp"

#include <cstddef>

// What the waypoints make of a failed attempt, by the stretch of its way on which it was stopped:
// the table of docs/verdicts.md, "The first waypoint missed". `attempts` failed in all.
namespace oakprobe::diagnosis {

// The way there, up to the target's firewall (way_rules.cpp).
[[nodiscard]] Fate kept_by_source(const Scene& scene, const Journey& journey, Fate fate);
[[nodiscard]] Fate lost_on_the_way(const Scene& scene, const Journey& journey, Fate fate);
[[nodiscard]] Fate turned_away(
    const Scene& scene, const Journey& journey, Fate fate, std::size_t attempts
);

// What was let in, and the way back (arrival_rules.cpp).
[[nodiscard]] Fate not_taken(
    const Scene& scene, const Journey& journey, Fate fate, std::size_t attempts
);
[[nodiscard]] Fate lost_on_the_way_back(const Scene& scene, const Journey& journey, Fate fate);
[[nodiscard]] Fate lost_answer(const Scene& scene, const Journey& journey, Fate fate);
[[nodiscard]] Fate taken_by_another(const Scene& scene, const Journey& journey, Fate fate);

// Common to them.

[[nodiscard]] Fate stopped(Fate fate, Cause cause, SegmentSet where);
[[nodiscard]] Fate unmeasured(Fate fate, Cause cause);
// One of the two machines may have lost it to a limit of its own.
[[nodiscard]] Fate lost_to_limit(Fate fate);
// The source's own rules sent it elsewhere.
[[nodiscard]] Fate sent_elsewhere(Fate fate);
// Nobody spoke, and no tap has been asked yet.
[[nodiscard]] bool is_silent(const Fate& fate);
// TCP: the handshake came to an end, and what followed did not.
[[nodiscard]] bool is_connected(Clue clue);
// An ICMP error in the target's name, or of unknown origin.
[[nodiscard]] bool names_error(const Fate& fate);
// A tap would have shown this waypoint; the others are sockets' own.
[[nodiscard]] bool is_tapped(std::optional<evidence::Waypoint> waypoint);
// What sockets and taps leave possible; where the two contradict each other, taps saw the packet.
[[nodiscard]] SegmentSet common(SegmentSet a, SegmentSet b);

}  // namespace oakprobe::diagnosis
