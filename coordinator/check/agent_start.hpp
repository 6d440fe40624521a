#pragma once

#include "coordinator/check/check_settings.hpp"
#include "coordinator/fleet/agent_start.hpp"
#include "inventory/inventory.hpp"
#include "wire/message_hello.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace oakprobe::check {

// By which a fleet knows whether a node's agent is still to be started so (fleet::AgentStart::key):
// of each node that has one, by name.
[[nodiscard]] std::map<std::string, std::string> agent_keys(
    const inventory::Inventory& inventory, const CheckSettings& settings
);

// How a node's agent is started in the run of this id.
[[nodiscard]] fleet::AgentStart agent_start(
    const inventory::Node& node,
    std::size_t number,
    const std::string& run,
    const CheckSettings& settings
);

// What it is told then. `number` is the node's.
[[nodiscard]] wire::Hello hello_to(
    const inventory::Node& node, std::size_t number, std::uint64_t run
);

}  // namespace oakprobe::check
