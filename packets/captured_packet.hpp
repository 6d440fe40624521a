#pragma once

#include "packets/device_table.hpp"
#include "packets/packet_view.hpp"

#include <cstdint>
#include <optional>

namespace oakprobe::packets {

// A packet as a tap saw it. Valid during the visit only.
struct CapturedPacket {
  PacketView view;
  bool outgoing = false;              // packet taps only
  bool misdelivered = false;          // came in for another machine's link-layer address
  unsigned interface = 0;             // its index; 0: unknown
  std::optional<std::uint16_t> vlan;  // the id of a VLAN tag that the kernel took off it
  // It came in with a checksum that is wrong, and not left to an adapter: no socket gets it.
  bool corrupted = false;
  Place place = Place::edge;  // of the interface, as its watcher knows it
};

// The loopback interface's index, in every network namespace.
inline constexpr unsigned loopback_interface = 1;

}  // namespace oakprobe::packets
