#pragma once

#include "coordinator/diagnosis/inner_devices.hpp"
#include "coordinator/diagnosis/path_evidence.hpp"
#include "coordinator/diagnosis/verdict.hpp"
#include "evidence/sighting.hpp"
#include "evidence/waypoint.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace oakprobe::diagnosis {

enum class Passage : std::uint8_t {
  passed,
  missed,  // who was to see it could look, and did not see it
  unseen,  // nobody could look
};

// One attempt's way past the ten waypoints, from all that both ends saw (docs/verdicts.md).
// A later waypoint proves the earlier ones: what is authentic, or has the sequence number that left
// the source, came along this very path.
class Journey {
 public:
  Journey(const PathEvidence& evidence, unsigned attempt);

  [[nodiscard]] Passage at(evidence::Waypoint waypoint) const {
    return passages_[static_cast<std::size_t>(waypoint)];
  }
  [[nodiscard]] bool passed(evidence::Waypoint waypoint) const {
    return at(waypoint) == Passage::passed;
  }

  // The last waypoint that is proved; nullopt: not even the first.
  [[nodiscard]] std::optional<evidence::Waypoint> last_passed() const;
  // The first one missed behind it, up to `until`; nullopt: none that anybody could see.
  [[nodiscard]] std::optional<evidence::Waypoint> first_missed(
      evidence::Waypoint until = evidence::Waypoint::answer_delivered
  ) const;

  // What lies between the last one passed and the first one missed (or `until`): the segments that
  // can have stopped it.
  [[nodiscard]] SegmentSet span(evidence::Waypoint until = evidence::Waypoint::answer_delivered)
      const;

  // Whether it was seen there; nullopt: nobody could look, whatever is proved by later ones.
  [[nodiscard]] std::optional<bool> seen_at(evidence::Waypoint waypoint) const {
    return seen_[static_cast<std::size_t>(waypoint)];
  }

  // What else the taps saw of it.
  [[nodiscard]] bool was(evidence::Sight sight) const {
    return sights_ != nullptr && (*sights_)[sight].has(attempt_);
  }

 private:
  void follow_at_source(const PathEvidence& evidence);
  void follow_at_target(const PathEvidence& evidence);
  void follow_handshake(const PathEvidence& evidence);
  void forget_answer();
  [[nodiscard]] bool is_authentic(const PathEvidence& evidence) const;
  void note(evidence::Waypoint waypoint, bool passed, bool watched);

  [[nodiscard]] SegmentSet before(evidence::Waypoint waypoint) const;

  unsigned attempt_;
  const evidence::PathSights* sights_;
  bool same_host_;
  Tunnels tunnels_;
  std::array<Passage, evidence::waypoint_count> passages_{};
  std::array<std::optional<bool>, evidence::waypoint_count> seen_{};
};

// The segment to blame when this waypoint is the first one missed.
[[nodiscard]] SegmentSet segments_before(evidence::Waypoint waypoint);

// Whether the node's taps saw all that they could: what they did not see was not there.
[[nodiscard]] bool sees_packets(const NodeObservation& node);
// Whether a packet that came to its interface can't have escaped its packet tap: an XDP program
// runs before it.
[[nodiscard]] bool sees_arrivals(const NodeObservation& node);
[[nodiscard]] bool sees_admissions(const NodeObservation& node, Protocol protocol);

// The target's taps saw one of the connections that the source completed: it was this machine.
[[nodiscard]] bool is_confirmed(const PathEvidence& evidence);
// TCP: connections were completed, and none of them left the source, or reached the target, by taps
// that would have seen it.
[[nodiscard]] bool is_answered_elsewhere(const PathEvidence& evidence);

// TCP: a rule of the target's own led a connection to another port or address than it arrived for.
[[nodiscard]] bool is_redirected(const PathEvidence& evidence);
// So, to another port of the target's: what is silent there may be any program.
[[nodiscard]] bool is_redirected_inside(const PathEvidence& evidence);
// By its name (proc(5), comm): it holds a container's published port.
[[nodiscard]] bool is_userland_proxy(std::string_view process);
// TCP: a proxy on the target holds the port for a container (Docker's without its DNAT, rootless
// Podman's), and the target's INPUT let this very SYN in: what the container gets is a second
// connection, from an address of the target's.
[[nodiscard]] bool is_reconnected(const PathEvidence& evidence);

// How many attempts are known to have passed each waypoint; nullopt: nobody could see it.
using WaypointCounts = std::array<std::optional<std::uint8_t>, evidence::waypoint_count>;
[[nodiscard]] WaypointCounts count_waypoints(const PathEvidence& evidence);

}  // namespace oakprobe::diagnosis
