#pragma once

#include "evidence/link_neighbour.hpp"
#include "wire/fields.hpp"

#include <vector>

namespace oakprobe::wire {

// The fields link_addresses and link_neighbours of an evidence message.
void write_link(
    const std::vector<MacAddress>& own,
    const std::vector<evidence::LinkNeighbour>& neighbours,
    Json& map
);
void read_link(
    Fields& fields, std::vector<MacAddress>& own, std::vector<evidence::LinkNeighbour>& neighbours
);

}  // namespace oakprobe::wire
