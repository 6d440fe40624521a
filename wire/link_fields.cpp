#include "wire/link_fields.hpp"

#include "base/check.hpp"
#include "wire/packed.hpp"

#include <tuple>

namespace oakprobe::wire {
namespace {

constexpr std::size_t link_address_bytes = std::tuple_size_v<MacAddress>;

void put(const MacAddress& address, PackedWriter& packed) {
  for (const std::uint8_t byte : address) packed.put(byte);
}

MacAddress take_link_address(PackedReader& packed) {
  MacAddress address{};
  for (std::uint8_t& byte : address) byte = packed.take<std::uint8_t>();
  return address;
}

}  // namespace

void write_link(
    const std::vector<MacAddress>& own,
    const std::vector<evidence::LinkNeighbour>& neighbours,
    Json& map
) {
  CHECK(
      own.size() <= evidence::link_addresses_max &&
      neighbours.size() <= evidence::link_neighbours_max
  );
  PackedWriter addresses;
  for (const MacAddress& one : own) put(one, addresses);
  map["link_addresses"] = addresses.take();
  PackedWriter packed;
  for (const evidence::LinkNeighbour& one : neighbours) {
    packed.put(one.address);
    put(one.link_address, packed);
  }
  map["link_neighbours"] = packed.take();
}

void read_link(
    Fields& fields, std::vector<MacAddress>& own, std::vector<evidence::LinkNeighbour>& neighbours
) {
  for (PackedReader packed(fields.bytes("link_addresses")); packed.bytes_left() > 0;) {
    if (packed.bytes_left() < link_address_bytes || own.size() == evidence::link_addresses_max)
      return fields.fail();
    own.push_back(take_link_address(packed));
  }
  for (PackedReader packed(fields.bytes("link_neighbours")); packed.bytes_left() > 0;) {
    const auto address = packed.take_address();
    const bool whole = address && packed.bytes_left() >= link_address_bytes;
    if (!whole || neighbours.size() == evidence::link_neighbours_max) return fields.fail();
    neighbours.push_back({*address, take_link_address(packed)});
  }
}

}  // namespace oakprobe::wire
