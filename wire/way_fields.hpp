#pragma once

#include "base/mac_address.hpp"
#include "evidence/dead_hop.hpp"
#include "evidence/device.hpp"
#include "evidence/link_neighbour.hpp"
#include "wire/fields.hpp"
#include "wire/plain_value.hpp"

#include <vector>

// Fields of an evidence message that tell by which way the node sends: what is longer than the
// limits in evidence/ is a bug of the caller.
namespace oakprobe::wire {

// dead_hop_devices, dead_hops. What is by a device too many is not told.
void write_dead_hops(const std::vector<evidence::DeadHop>& hops, Json& map);
void read_dead_hops(Fields& fields, std::vector<evidence::DeadHop>& hops);

void write_link_addresses(const std::vector<MacAddress>& addresses, Json& map);
void read_link_addresses(Fields& fields, std::vector<MacAddress>& addresses);

void write_link_neighbours(const std::vector<evidence::LinkNeighbour>& neighbours, Json& map);
void read_link_neighbours(Fields& fields, std::vector<evidence::LinkNeighbour>& neighbours);

// Whether there is the device that a way names is for the caller to check.
void write_ways(const std::vector<evidence::InnerWay>& ways, Json& map);
void read_ways(Fields& fields, std::vector<evidence::InnerWay>& ways);

}  // namespace oakprobe::wire
