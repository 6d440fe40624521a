#pragma once

#include "base/mac_address.hpp"
#include "evidence/device.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace oakprobe::packets {

// A network device as rtnetlink(7) describes it.
struct NetworkDevice {
  unsigned index = 0;
  std::string name;
  evidence::DeviceKind kind = evidence::DeviceKind::hardware;
  unsigned lower = 0;                 // IFLA_LINK: its lower device, or a veth's peer; 0: none
  bool lower_elsewhere = false;       // which is in another network namespace (IFLA_LINK_NETNSID)
  unsigned master = 0;                // the bridge or bond that it is a port of; 0: none
  std::uint16_t outer_port = 0;       // UDP, of what it wraps into (VXLAN, Geneve)
  std::optional<std::uint16_t> vlan;  // a VLAN's id
  std::optional<MacAddress> address;  // its link-layer one, if it has six bytes
};

// The body of an RTM_NEWLINK message; nullopt: malformed. Total: any bytes may come.
[[nodiscard]] std::optional<NetworkDevice> network_device_in(std::span<const std::byte> body);

}  // namespace oakprobe::packets
