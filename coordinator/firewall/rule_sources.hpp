#pragma once

#include "coordinator/firewall/needed_rules.hpp"

#include <vector>

namespace oakprobe::firewall {

// From where packets come: a node's other addresses are dialled, and send none. Ascending; of a set
// without nodes need_sources_max and a few at most.
[[nodiscard]] std::vector<IpAddress> sources_of(
    const inventory::Inventory& inventory,
    const PeerSet& set,
    const NodeRules& rules,
    const Rule& rule
);

}  // namespace oakprobe::firewall
