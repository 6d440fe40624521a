#pragma once

#include "net/packet_view.hpp"

#include <functional>

namespace oakprobe::net {

// A packet as a tap saw it. Valid during the visit only.
struct CapturedPacket {
  PacketView view;
  bool outgoing = false;      // packet taps only
  bool misdelivered = false;  // came in for another machine's link-layer address
  unsigned interface = 0;     // its index; 0: unknown
};

// The loopback interface's index, in every network namespace.
inline constexpr unsigned loopback_interface = 1;

using PacketVisit = std::function<void(const CapturedPacket&)>;

// What one call of a tap's drain() takes at most, so that a flood does not starve the event loop.
inline constexpr std::size_t packets_per_drain = 1'024;

}  // namespace oakprobe::net
