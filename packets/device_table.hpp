#pragma once

#include "packets/network_device.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::packets {

// Where a packet is that a tap sees on a device.
enum class Place : std::uint8_t {
  edge,     // behind it is the wire, or another network namespace
  inside,   // the frame itself is handed to another device of this host
  wrapped,  // it goes into another packet, or to a program; or nobody knows
  local,    // loopback: it never leaves
};

inline constexpr std::size_t upper_addresses_max = 64;

// The devices of a network namespace, and which of them are the machine's edge.
class DeviceTable {
 public:
  DeviceTable() = default;
  explicit DeviceTable(const std::vector<NetworkDevice>& devices);

  [[nodiscard]] const NetworkDevice* find(unsigned index) const;
  [[nodiscard]] const NetworkDevice* find(std::string_view name) const;

  // wrapped, for a device that is not among them.
  [[nodiscard]] Place place_of(unsigned index) const;
  [[nodiscard]] evidence::DeviceReach reach_of(unsigned index) const;
  // Its lower device, or its ports, by name; device_over_max at most.
  [[nodiscard]] std::vector<std::string> over(unsigned index) const;

  // A frame with this VLAN tag that comes to the device is for the host: a VLAN device takes it, or
  // a bridge that the device is a port of.
  [[nodiscard]] bool takes_tag(unsigned index, std::uint16_t vlan) const;

  // Link-layer addresses for which a lower device takes frames that are not for itself: those of
  // bridges, macvlans and the like over a device with another one. upper_addresses_max at most.
  [[nodiscard]] std::vector<MacAddress> upper_addresses() const;
  // Those of all devices.
  [[nodiscard]] std::vector<MacAddress> link_addresses() const;

 private:
  std::map<unsigned, NetworkDevice> devices_;
};

}  // namespace oakprobe::packets
