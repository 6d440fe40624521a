#include "wire/way_fields.hpp"

#include "wire/codec.hpp"
#include "wire/packed.hpp"

#include <algorithm>
#include <tuple>

namespace oakprobe::wire {
namespace {

constexpr Limits device_names{
    .bytes_max = evidence::device_name_bytes_max, .items_max = evidence::dead_hop_devices_max};

constexpr std::size_t link_address_bytes = std::tuple_size_v<MacAddress>;

void put_link_address(const MacAddress& address, PackedWriter& packed) {
  for (const std::uint8_t byte : address) packed.put(byte);
}

MacAddress take_link_address(PackedReader& packed) {
  MacAddress address{};
  for (std::uint8_t& byte : address) byte = packed.take<std::uint8_t>();
  return address;
}

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
    packed.put(position);
    packed.put(static_cast<std::uint8_t>(one.link_up ? 1 : 0));
    packed.put(one.to);
    packed.put(one.hop);
  }
  map["dead_hop_devices"] = json_of(device_names, devices);
  map["dead_hops"] = packed.take();
}

void read_dead_hops(Fields& fields, std::vector<evidence::DeadHop>& hops) {
  std::vector<std::string> devices;
  read_field(fields, "dead_hop_devices", device_names, devices);
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

void write_link_addresses(const std::vector<MacAddress>& addresses, Json& map) {
  CHECK(addresses.size() <= evidence::link_addresses_max);
  PackedWriter packed;
  for (const MacAddress& one : addresses) put_link_address(one, packed);
  map["link_addresses"] = packed.take();
}

void read_link_addresses(Fields& fields, std::vector<MacAddress>& addresses) {
  for (PackedReader packed(fields.bytes("link_addresses")); packed.bytes_left() > 0;) {
    const bool whole = packed.bytes_left() >= link_address_bytes;
    if (!whole || addresses.size() == evidence::link_addresses_max) return fields.fail();
    addresses.push_back(take_link_address(packed));
  }
}

void write_link_neighbours(const std::vector<evidence::LinkNeighbour>& neighbours, Json& map) {
  CHECK(neighbours.size() <= evidence::link_neighbours_max);
  PackedWriter packed;
  for (const evidence::LinkNeighbour& one : neighbours) {
    packed.put(one.address);
    put_link_address(one.link_address, packed);
  }
  map["link_neighbours"] = packed.take();
}

void read_link_neighbours(Fields& fields, std::vector<evidence::LinkNeighbour>& neighbours) {
  for (PackedReader packed(fields.bytes("link_neighbours")); packed.bytes_left() > 0;) {
    const auto address = packed.take_address();
    const bool whole = address && packed.bytes_left() >= link_address_bytes;
    if (!whole || neighbours.size() == evidence::link_neighbours_max) return fields.fail();
    neighbours.push_back({*address, take_link_address(packed)});
  }
}

void write_ways(const std::vector<evidence::InnerWay>& ways, Json& map) {
  CHECK(ways.size() <= evidence::ways_max);
  PackedWriter packed;
  for (const evidence::InnerWay& way : ways) {
    packed.put(way.device);
    packed.put(static_cast<std::uint8_t>(way.gateway ? 1 : 0));
    packed.put(way.to);
    if (way.gateway) packed.put(*way.gateway);
  }
  map["ways"] = packed.take();
}

void read_ways(Fields& fields, std::vector<evidence::InnerWay>& ways) {
  for (PackedReader packed(fields.bytes("ways")); packed.bytes_left() > 0;) {
    if (packed.bytes_left() < 2 || ways.size() == evidence::ways_max) return fields.fail();
    evidence::InnerWay& way = ways.emplace_back();
    way.device = packed.take<std::uint8_t>();
    const auto has_gateway = packed.take<std::uint8_t>();
    const auto to = packed.take_address();
    if (has_gateway > 1 || !to) return fields.fail();
    way.to = *to;
    if (has_gateway == 0) continue;
    way.gateway = packed.take_address();
    if (!way.gateway) return fields.fail();
  }
}

}  // namespace oakprobe::wire
