#pragma once

#include "coordinator/diagnosis/path_evidence.hpp"
#include "coordinator/diagnosis/verdict.hpp"

namespace oakprobe::diagnosis {

// The device by which the node's kernel sends to the address, if it is not the machine's edge;
// nullptr: it is, or nobody told.
[[nodiscard]] const evidence::InnerWay* way_to(
    const NodeObservation& node, const IpAddress& address
);
[[nodiscard]] const evidence::InnerDevice* device_of(
    const NodeObservation& node, const evidence::InnerWay* way
);
// The inner device that has the address; nullptr: none.
[[nodiscard]] const evidence::InnerDevice* device_with(
    const NodeObservation& node, const IpAddress& address
);

// What goes into it travels in other packets, which no tap knows.
[[nodiscard]] bool wraps(const evidence::InnerDevice& device);
// It has no neighbours to ask for: where nothing leaves by it, it is down.
[[nodiscard]] bool is_point_to_point(const evidence::InnerDevice& device);
// It leads to nothing but this machine's own containers and virtual machines, or to nothing. A
// bridge by which the node's default route goes does lead out, whatever its ports are.
[[nodiscard]] bool leads_nowhere_else(
    const NodeObservation& node, const evidence::InnerDevice& device
);

// The devices that a path's packets travel in: where they enter other packets, and where they come
// out of them again. nullptr: nowhere.
struct Tunnels {
  const evidence::InnerDevice* out = nullptr;   // the source's, for what it sends
  const evidence::InnerDevice* in = nullptr;    // the target's, that has the dialled address
  const evidence::InnerDevice* back = nullptr;  // the target's, for its answers
  const evidence::InnerDevice* home =
      nullptr;  // the source's, that has the address that it came from
  // What can stop a packet within others, beside the segment before the waypoint: reached-target,
  // and answer-reached.
  SegmentSet way;
  SegmentSet way_back;

  [[nodiscard]] bool any() const { return out || in || back || home; }
};

[[nodiscard]] Tunnels tunnels_of(const PathEvidence& evidence);

}  // namespace oakprobe::diagnosis
