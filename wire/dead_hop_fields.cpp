#include "wire/dead_hop_fields.hpp"

#include "base/check.hpp"
#include "base/utf8.hpp"
#include "wire/packed.hpp"

#include <algorithm>

namespace oakprobe::wire {

void write_dead_hops(const std::vector<evidence::DeadHop>& hops, Json& map) {
  CHECK(hops.size() <= evidence::dead_hops_max);
  std::vector<std::string> devices;
  PackedWriter packed;
  for (const evidence::DeadHop& one : hops) {
    const auto device = std::ranges::find(devices, one.device);
    const auto position = static_cast<std::uint8_t>(device - devices.begin());
    if (position == devices.size()) {
      if (devices.size() == evidence::dead_hop_devices_max) continue;
      devices.push_back(one.device);
    }
    packed.put(position);
    packed.put(static_cast<std::uint8_t>(one.link_up ? 1 : 0));
    packed.put(one.to);
    packed.put(one.hop);
  }
  map["dead_hop_devices"] = Json::array();
  for (const std::string& name : devices)
    map["dead_hop_devices"].push_back(to_utf8(name, evidence::device_name_bytes_max));
  map["dead_hops"] = packed.take();
}

void read_dead_hops(Fields& fields, std::vector<evidence::DeadHop>& hops) {
  std::vector<std::string> devices;
  fields.texts(
      "dead_hop_devices", devices, evidence::dead_hop_devices_max, evidence::device_name_bytes_max
  );
  for (PackedReader packed(fields.bytes("dead_hops")); packed.bytes_left() > 0;) {
    if (packed.bytes_left() < 2 || hops.size() == evidence::dead_hops_max) return fields.fail();
    const auto device = packed.take<std::uint8_t>();
    const auto link_up = packed.take<std::uint8_t>();
    const auto to = packed.take_address();
    const auto hop = to ? packed.take_address() : std::nullopt;
    if (device >= devices.size() || link_up > 1 || !hop) return fields.fail();
    hops.push_back({*to, *hop, devices[device], link_up == 1});
  }
}

}  // namespace oakprobe::wire
