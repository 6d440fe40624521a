#pragma once

#include "coordinator/check/check_settings.hpp"
#include "coordinator/fleet/agent_start.hpp"
#include "inventory/inventory.hpp"

#include <string>

namespace oakprobe::check {

// How a node's agent is started in the run of this id.
[[nodiscard]] fleet::AgentStart agent_start(
    const inventory::Node& node,
    std::size_t number,
    const std::string& run,
    const CheckSettings& settings
);

}  // namespace oakprobe::check
