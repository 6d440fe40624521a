#include "probe-agent/host/inner_ways.hpp"

#include "net/devices.hpp"
#include "net/interface_addresses.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::agent {
namespace {

// The evidence's list of devices, each once.
class DeviceList {
 public:
  DeviceList(const packets::DeviceTable& table, std::vector<evidence::InnerDevice>& devices)
      : table_(table), networks_(net::interface_networks()), devices_(devices) {
    for (const net::InterfaceNetwork& one : networks_) {
      const packets::NetworkDevice* device = table.find(std::string_view(one.interface));
      const bool is_loopback = device != nullptr && device->kind == evidence::DeviceKind::loopback;
      if (device != nullptr && !is_loopback) (void)position_of(device->index);
    }
  }

  // nullopt: it is the machine's edge, or too many are told already.
  std::optional<std::uint8_t> position_of(unsigned interface) {
    const packets::NetworkDevice* device = table_.find(interface);
    if (device == nullptr || table_.place_of(interface) == packets::Place::edge)
      return std::nullopt;
    for (std::size_t i = 0; i < devices_.size(); ++i)
      if (devices_[i].name == device->name) return static_cast<std::uint8_t>(i);
    if (devices_.size() == evidence::inner_devices_max) return std::nullopt;
    evidence::InnerDevice& told = devices_.emplace_back();
    told.name = device->name;
    told.kind = device->kind;
    told.reach = table_.reach_of(interface);
    told.outer_port = device->outer_port;
    told.over = table_.over(interface);
    for (const net::InterfaceNetwork& one : networks_) {
      if (told.networks.size() == evidence::device_networks_max) break;
      if (one.interface == device->name) told.networks.push_back(one.network);
    }
    const auto position = static_cast<std::uint8_t>(devices_.size() - 1);
    const std::vector<std::string> over = told.over;
    for (const std::string& name : over)
      if (const packets::NetworkDevice* below = table_.find(std::string_view(name)))
        (void)position_of(below->index);
    return position;
  }

 private:
  const packets::DeviceTable& table_;
  std::vector<net::InterfaceNetwork> networks_;
  std::vector<evidence::InnerDevice>& devices_;
};

}  // namespace

void tell_inner_ways(
    const std::set<IpAddress>& addresses, net::NextHops& hops, evidence::NodeEvidence& evidence
) {
  const packets::DeviceTable table = net::read_device_table();
  DeviceList devices(table, evidence.inner_devices);
  for (const IpAddress& address : addresses) {
    if (evidence.ways.size() == evidence::ways_max) return;
    const auto way = hops.way_to(address);
    const auto device = way ? devices.position_of(way->interface) : std::nullopt;
    if (device) evidence.ways.push_back({address, *device, way->gateway});
  }
}

}  // namespace oakprobe::agent
