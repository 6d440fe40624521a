#pragma once

#include "coordinator/fleet/agent_binaries.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"
#include "plans/path_plan.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace oakprobe::app {

// What a check costs that sends the agent to its nodes.
struct PushAnnouncement {
  std::size_t nodes = 0;
  fleet::AgentBinaries::SentSize each;
  bool kept = false;  // some may have it: so much at most
};

// Of this check. nullopt: it sends too few to tell, or nothing is there to be sent, which each of
// its nodes tells.
[[nodiscard]] std::optional<PushAnnouncement> announce_push(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const plans::PathPlan& plan,
    fleet::AgentBinaries& agents
);
// The same of these nodes, by NodeId.
[[nodiscard]] std::optional<PushAnnouncement> announce_push(
    const inventory::Inventory& inventory,
    const std::vector<bool>& needed,
    fleet::AgentBinaries& agents
);

}  // namespace oakprobe::app
