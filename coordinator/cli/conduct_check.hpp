#pragma once

#include "coordinator/cli/command_line.hpp"
#include "coordinator/cli/tell_check.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"

namespace oakprobe::cli {

// Makes a check and shows how it goes on, prints what is rendered of it (on standard error where a
// report goes to standard output), and writes its reports. Returns the exit code.
[[nodiscard]] int conduct_check(
    inventory::Inventory inventory,
    inventory::PathSelection selection,
    const CheckOptions& options,
    const Render& render
);

}  // namespace oakprobe::cli
