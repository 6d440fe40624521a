#include "wire/codec.hpp"
#include "wire/evidence_fields.hpp"
#include "wire/packed.hpp"

#include <algorithm>
#include <tuple>

namespace oakprobe::wire {
namespace {

constexpr Limits device_names{
    .bytes_max = evidence::device_name_bytes_max, .items_max = evidence::dead_hop_devices_max};

struct DeadHopRecord {
  std::uint8_t device = 0;  // its position in `dead_hop_devices`
  bool link_up = false;
  IpAddress to;
  IpAddress hop;
};

}  // namespace

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
    packed.put(DeadHopRecord{position, one.link_up, one.to, one.hop});
  }
  map["dead_hop_devices"] = json_of(device_names, devices);
  map["dead_hops"] = packed.take();
}

void read_dead_hops(Fields& fields, std::vector<evidence::DeadHop>& hops) {
  std::vector<std::string> devices;
  read_field(fields, "dead_hop_devices", device_names, devices);
  const auto take = [&](const DeadHopRecord& record) {
    if (record.device >= devices.size()) return false;
    hops.push_back({record.to, record.hop, devices[record.device], record.link_up});
    return true;
  };
  read_records<DeadHopRecord>(fields, "dead_hops", evidence::dead_hops_max, take);
}

void write_link_addresses(const std::vector<MacAddress>& addresses, Json& map) {
  map["link_addresses"] = packed(addresses, evidence::link_addresses_max);
}

void read_link_addresses(Fields& fields, std::vector<MacAddress>& addresses) {
  read_records(fields, "link_addresses", evidence::link_addresses_max, addresses);
}

void write_link_neighbours(const std::vector<evidence::LinkNeighbour>& neighbours, Json& map) {
  map["link_neighbours"] = packed(neighbours, evidence::link_neighbours_max);
}

void read_link_neighbours(Fields& fields, std::vector<evidence::LinkNeighbour>& neighbours) {
  read_records(fields, "link_neighbours", evidence::link_neighbours_max, neighbours);
}

void write_ways(const std::vector<evidence::InnerWay>& ways, Json& map) {
  CHECK(ways.size() <= evidence::ways_max);
  PackedWriter packed;
  for (const evidence::InnerWay& way : ways) {
    packed.put_all(way.device, way.gateway.has_value(), way.to);
    if (way.gateway) packed.put(*way.gateway);
  }
  map["ways"] = packed.take();
}

void read_ways(Fields& fields, std::vector<evidence::InnerWay>& ways) {
  for (PackedReader packed(fields.bytes("ways")); !packed.is_over();) {
    if (ways.size() == evidence::ways_max) return fields.fail();
    evidence::InnerWay& way = ways.emplace_back();
    bool has_gateway = false;
    if (!packed.take_all(way.device, has_gateway, way.to)) return fields.fail();
    if (has_gateway && !packed.take(way.gateway.emplace())) return fields.fail();
  }
}

}  // namespace oakprobe::wire
