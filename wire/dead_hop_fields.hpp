#pragma once

#include "evidence/dead_hop.hpp"
#include "wire/fields.hpp"

#include <vector>

namespace oakprobe::wire {

// dead_hop_devices, dead_hops. What is by a device too many is not told.
void write_dead_hops(const std::vector<evidence::DeadHop>& hops, Json& map);
void read_dead_hops(Fields& fields, std::vector<evidence::DeadHop>& hops);

}  // namespace oakprobe::wire
