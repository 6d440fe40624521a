#pragma once

#include "coordinator/diagnosis/inner_devices.hpp"
#include "coordinator/telling/nouns.hpp"

#include <string>

namespace oakprobe::telling {

// "vx0, a VXLAN over udp 4789"; "br0, a bridge over eth0"
[[nodiscard]] std::string described(const evidence::InnerDevice& device);
// What a firewall must let through for it: "udp 4789", "IP protocol 47 (GRE)"; empty: not known.
[[nodiscard]] std::string outer_packets(const evidence::InnerDevice& device);

}  // namespace oakprobe::telling
