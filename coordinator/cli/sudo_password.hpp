#pragma once

#include "coordinator/fleet/sudo_password.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"
#include "plans/path_plan.hpp"

#include <memory>
#include <optional>

namespace oakprobe::cli {

using Secret = std::shared_ptr<fleet::SudoPassword>;

// Asks on the terminal, echo off, for the password that sudo wants on the nodes that the plan
// needs. A null secret: none wants one. nullopt: there is no terminal, or nothing was typed, which
// is told on standard error (exit code 2). From then on no core of this process is written, and
// other processes of its user can't look into it.
[[nodiscard]] std::optional<Secret> ask_sudo_password(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const plans::PathPlan& plan
);

}  // namespace oakprobe::cli
