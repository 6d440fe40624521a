#pragma once

#include "coordinator/app/failure.hpp"
#include "inventory/inventory.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace oakprobe::app {

// How agents are started, where it is said in the inventory's place: --push, --sudo, --user.
struct AgentOptions {
  bool push = false;                    // to every node: nothing is installed there
  std::optional<inventory::Sudo> sudo;  // on every node; nullopt: as the inventory has it
  std::optional<std::string> user;      // that ssh logs in as, where the inventory names none
};

// Writes them into the inventory; a wrong input where that can't be.
[[nodiscard]] OrFailure<void> apply_agent_options(
    const AgentOptions& options, inventory::Inventory& inventory
);

// The agent for this machine: beside oakprobe, else the one that would be sent to a machine like
// it, else the one on the PATH.
[[nodiscard]] std::string local_agent(const std::filesystem::path& programs);

}  // namespace oakprobe::app
