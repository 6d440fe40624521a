#pragma once

#include "inventory/diagnostics.hpp"
#include "inventory/inventory.hpp"
#include "inventory/read_node.hpp"

#include <vector>

namespace oakprobe::inventory {

// Tells two nodes that one and the same source would dial at the same address, protocol and port:
// it could not know whom it reached. `places` goes with the inventory's nodes. The time is bounded:
// in an inventory with a great many shared endpoints some may not be looked at.
void check_endpoints(
    const Inventory& inventory, const std::vector<NodePlaces>& places, Diagnostics& diagnostics
);

}  // namespace oakprobe::inventory
