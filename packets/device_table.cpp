#include "packets/device_table.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace oakprobe::packets {
namespace {

using evidence::DeviceKind;
using evidence::DeviceReach;

Place place_of_device(const NetworkDevice& device) {
  switch (device.kind) {
    case DeviceKind::loopback:
      return Place::local;
    case DeviceKind::hardware:
      return Place::edge;
    case DeviceKind::veth:
      return device.lower == 0 || device.lower_elsewhere ? Place::edge : Place::inside;
    case DeviceKind::vlan:
    case DeviceKind::macvlan:
      return device.lower_elsewhere ? Place::edge : Place::inside;
    case DeviceKind::dummy:
    case DeviceKind::bridge:
    case DeviceKind::bond:
    case DeviceKind::vrf:
    case DeviceKind::open_vswitch:
      return Place::inside;
    default:
      return Place::wrapped;
  }
}

// A container's cable, or a virtual machine's.
bool leads_to_guest(const NetworkDevice& port) {
  return port.kind == DeviceKind::veth || port.kind == DeviceKind::tun;
}

}  // namespace

DeviceTable::DeviceTable(const std::vector<NetworkDevice>& devices) {
  for (const NetworkDevice& device : devices) devices_.emplace(device.index, device);
}

const NetworkDevice* DeviceTable::find(unsigned index) const {
  const auto found = devices_.find(index);
  return found == devices_.end() ? nullptr : &found->second;
}

const NetworkDevice* DeviceTable::find(std::string_view name) const {
  const auto found =
      std::ranges::find_if(devices_, [&](const auto& one) { return one.second.name == name; });
  return found == devices_.end() ? nullptr : &found->second;
}

Place DeviceTable::place_of(unsigned index) const {
  const NetworkDevice* device = find(index);
  return device == nullptr ? Place::wrapped : place_of_device(*device);
}

DeviceReach DeviceTable::reach_of(unsigned index) const {
  const NetworkDevice* device = find(index);
  if (device == nullptr) return DeviceReach::outside;
  if (device->kind == DeviceKind::loopback || device->kind == DeviceKind::dummy)
    return DeviceReach::nowhere;
  const bool has_ports = device->kind == DeviceKind::bridge || device->kind == DeviceKind::bond;
  if (!has_ports) return DeviceReach::outside;
  DeviceReach reach = DeviceReach::nowhere;
  for (const auto& [number, port] : devices_) {
    if (port.master != index || number == index) continue;
    if (!leads_to_guest(port)) return DeviceReach::outside;
    reach = DeviceReach::guests;
  }
  return reach;
}

std::vector<std::string> DeviceTable::over(unsigned index) const {
  std::vector<std::string> names;
  const NetworkDevice* device = find(index);
  if (device == nullptr) return names;
  if (const NetworkDevice* lower = device->lower_elsewhere ? nullptr : find(device->lower))
    names.push_back(lower->name);
  for (const auto& [number, port] : devices_) {
    if (names.size() == evidence::device_over_max) break;
    if (port.master == index && number != index) names.push_back(port.name);
  }
  return names;
}

bool DeviceTable::takes_tag(unsigned index, std::uint16_t vlan) const {
  const NetworkDevice* device = find(index);
  if (device == nullptr || device->master != 0 || vlan == 0) return true;
  return std::ranges::any_of(devices_, [&](const auto& one) {
    const NetworkDevice& upper = one.second;
    const bool is_over = upper.lower == index && !upper.lower_elsewhere;
    return is_over && (upper.vlan == vlan || upper.kind == DeviceKind::macvlan);
  });
}

std::vector<MacAddress> DeviceTable::upper_addresses() const {
  std::set<MacAddress> own;
  const auto note = [&](const NetworkDevice& lower, const NetworkDevice* upper) {
    if (upper == nullptr || !upper->address || upper->address == lower.address) return;
    if (place_of_device(*upper) == Place::inside && own.size() < upper_addresses_max)
      own.insert(*upper->address);
  };
  for (const auto& [index, device] : devices_) {
    note(device, find(device.master));
    const NetworkDevice* lower = device.lower_elsewhere ? nullptr : find(device.lower);
    if (lower != nullptr && device.kind != DeviceKind::veth) note(*lower, &device);
  }
  return {own.begin(), own.end()};
}

std::vector<MacAddress> DeviceTable::link_addresses() const {
  std::set<MacAddress> own;
  for (const auto& [index, device] : devices_)
    if (device.address && *device.address != MacAddress{}) own.insert(*device.address);
  return {own.begin(), own.end()};
}

}  // namespace oakprobe::packets
