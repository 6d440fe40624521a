#include "wire/device_fields.hpp"

#include "base/check.hpp"
#include "base/utf8.hpp"
#include "wire/packed.hpp"

namespace oakprobe::wire {
namespace {

Json device_map(const evidence::InnerDevice& device) {
  CHECK(
      device.over.size() <= evidence::device_over_max &&
      device.networks.size() <= evidence::device_networks_max
  );
  Json map;
  map["name"] = to_utf8(device.name, text_bytes_max);
  map["kind"] = static_cast<std::uint8_t>(device.kind);
  map["reach"] = static_cast<std::uint8_t>(device.reach);
  map["outer_port"] = device.outer_port;
  map["over"] = Json::array();
  for (const std::string& name : device.over) map["over"].push_back(to_utf8(name, text_bytes_max));
  map["networks"] = Json::array();
  for (const IpPrefix& network : device.networks) map["networks"].push_back(network.to_string());
  return map;
}

void read_device(Fields& fields, evidence::InnerDevice& device) {
  fields.text("name", device.name);
  fields.choice("kind", device.kind, evidence::DeviceKind::tunnel);
  fields.choice("reach", device.reach, evidence::DeviceReach::nowhere);
  fields.number("outer_port", device.outer_port);
  fields.texts("over", device.over, evidence::device_over_max);
  fields.prefixes("networks", device.networks, evidence::device_networks_max);
}

}  // namespace

void write_devices(
    const std::vector<evidence::InnerDevice>& devices,
    const std::vector<evidence::InnerWay>& ways,
    Json& map
) {
  CHECK(devices.size() <= evidence::inner_devices_max && ways.size() <= evidence::ways_max);
  map["inner_devices"] = Json::array();
  for (const evidence::InnerDevice& device : devices)
    map["inner_devices"].push_back(device_map(device));
  PackedWriter packed;
  for (const evidence::InnerWay& way : ways) {
    packed.put(way.device);
    packed.put(static_cast<std::uint8_t>(way.gateway ? 1 : 0));
    packed.put(way.to);
    if (way.gateway) packed.put(*way.gateway);
  }
  map["ways"] = packed.take();
}

void read_devices(
    Fields& fields,
    std::vector<evidence::InnerDevice>& devices,
    std::vector<evidence::InnerWay>& ways
) {
  for (const CborView& value : fields.list("inner_devices", evidence::inner_devices_max)) {
    Fields item(value);
    read_device(item, devices.emplace_back());
    if (!item.ok()) return fields.fail();
  }
  for (PackedReader packed(fields.bytes("ways")); packed.bytes_left() > 0;) {
    if (packed.bytes_left() < 2 || ways.size() == evidence::ways_max) return fields.fail();
    evidence::InnerWay& way = ways.emplace_back();
    way.device = packed.take<std::uint8_t>();
    const auto has_gateway = packed.take<std::uint8_t>();
    const auto to = packed.take_address();
    if (way.device >= devices.size() || has_gateway > 1 || !to) return fields.fail();
    way.to = *to;
    if (has_gateway == 0) continue;
    way.gateway = packed.take_address();
    if (!way.gateway) return fields.fail();
  }
}

}  // namespace oakprobe::wire
