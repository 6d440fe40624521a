#pragma once

#include "coordinator/cli/command_line.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/report/terminal_style.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"

#include <functional>
#include <string>

namespace oakprobe::cli {

// What is printed of a check; empty: nothing.
using Render =
    std::function<std::string(const diagnosis::FinishedCheck& check, const report::TerminalStyle&)>;

// Makes a check and shows how it goes on, prints what is rendered of it (on standard error where a
// report goes to standard output), and writes its reports. Returns the exit code.
[[nodiscard]] int conduct_check(
    inventory::Inventory inventory,
    inventory::PathSelection selection,
    const CheckOptions& options,
    const Render& render
);

}  // namespace oakprobe::cli
