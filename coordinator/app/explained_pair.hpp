#pragma once

#include "base/ids.hpp"
#include "coordinator/app/failure.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"

#include <string>

namespace oakprobe::app {

// Two nodes between which something is to be explained, and the check that this takes.
struct ExplainedPair {
  NodeId source{};
  NodeId target{};
  inventory::PathSelection selection;  // every flow, both directions
};

// A wrong input: a name is no node's or may be several nodes', or nothing is dialled between them.
[[nodiscard]] OrFailure<ExplainedPair> choose_pair(
    const inventory::Inventory& inventory, const std::string& source, const std::string& target
);

// So, of one node.
[[nodiscard]] OrFailure<NodeId> choose_node(
    const inventory::Inventory& inventory, const std::string& name
);

}  // namespace oakprobe::app
