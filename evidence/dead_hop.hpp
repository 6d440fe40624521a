#pragma once

#include "base/ip_address.hpp"

#include <cstddef>
#include <string>

namespace oakprobe::evidence {

// An address to which nothing leaves the node: the interface on the way is down, or the next hop
// does not answer on its link (ARP, neighbour discovery), as the kernel's tables have it.
struct DeadHop {
  IpAddress to;
  IpAddress hop;  // the gateway; `to` itself where it is on the link
  std::string device;
  bool link_up = true;

  friend bool operator==(const DeadHop&, const DeadHop&) = default;
};

// Of longer lists the first are told.
inline constexpr std::size_t dead_hops_max = 8'192;
inline constexpr std::size_t dead_hop_devices_max = 64;
inline constexpr std::size_t device_name_bytes_max = 15;  // IFNAMSIZ, without its zero

}  // namespace oakprobe::evidence
