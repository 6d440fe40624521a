#pragma once

#include "coordinator/fleet/agent_binaries.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"
#include "plans/path_plan.hpp"

#include <cstddef>
#include <string>

namespace oakprobe::cli {

// What a run costs that sends this much to each of so many nodes; empty: too few to tell,
// or nothing is there to be sent, which each of them tells. `kept`: some may have it.
[[nodiscard]] std::string push_announcement(
    std::size_t nodes, fleet::AgentBinaries::SentSize each, bool kept
);

// The same of this run.
[[nodiscard]] std::string push_announcement(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const plans::PathPlan& plan,
    fleet::AgentBinaries& agents
);

}  // namespace oakprobe::cli
