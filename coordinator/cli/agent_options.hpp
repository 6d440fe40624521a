#pragma once

#include "coordinator/cli/command_line.hpp"
#include "inventory/inventory.hpp"

#include <filesystem>
#include <string>

namespace oakprobe::cli {

// How agents are started, where the command line says it in the inventory's place: --push, --sudo,
// --user. False: it can't be so; why stands on standard error.
[[nodiscard]] bool apply_agent_options(
    const CheckOptions& options, inventory::Inventory& inventory
);

// The agent for this machine: beside oakprobe, else the one that would be sent to a machine like
// it, else the one on the PATH.
[[nodiscard]] std::string local_agent(const std::filesystem::path& programs);

}  // namespace oakprobe::cli
