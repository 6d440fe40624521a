#pragma once

#include "coordinator/firewall/needed_rules.hpp"

#include <string>

// Rules for people to read.
namespace oakprobe::firewall {

// Node by node, and whom the names of sets stand for.
[[nodiscard]] std::string rule_table(
    const inventory::Inventory& inventory, const NeededRules& needed
);

// For who owns the network between: from, to, protocol, port, why; alike nodes are one line.
[[nodiscard]] std::string network_table(
    const inventory::Inventory& inventory, const NeededRules& needed
);

}  // namespace oakprobe::firewall
