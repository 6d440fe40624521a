#pragma once

#include "inventory/diagnostics.hpp"
#include "inventory/flow.hpp"
#include "inventory/references.hpp"

#include <string>
#include <unordered_set>
#include <vector>

namespace oakprobe::inventory {

struct FlowList {
  std::vector<Flow> flows;              // the catalogue's with the inventory's changes, its own
  std::unordered_set<std::string> ids;  // also of those that are wrong or removed
};

// The catalogue's flows, changed by the inventory's `flows` (nullptr: there are none).
[[nodiscard]] FlowList read_flows(
    const YamlNode* list, References& references, Diagnostics& diagnostics
);

}  // namespace oakprobe::inventory
