#pragma once

#include "inventory/diagnostics.hpp"
#include "inventory/inventory.hpp"
#include "inventory/read_nodes.hpp"

#include <vector>

namespace oakprobe::inventory {

// Doubts addresses that mean something else on each machine: loopback ones, where other machines
// dial them; link-local ones; those of 192.0.0.0/29; and names that only multicast DNS knows. Also
// IPv6 ones of tunnels, which Oakestra can't dial.
// `places` are by node. One doubt a place.
void check_addresses(
    const Inventory& inventory, const std::vector<NodePlaces>& places, Diagnostics& diagnostics
);

}  // namespace oakprobe::inventory
