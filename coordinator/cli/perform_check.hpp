#pragma once

#include "coordinator/cli/command_line.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"

#include <functional>
#include <optional>

namespace oakprobe::cli {

// A check of what the options ask for, or why there was none.
struct PerformedCheck {
  std::optional<diagnosis::FinishedCheck> check;
  int exit_code = 0;  // where there is none; standard error was told why
};

// Called once, before anything is sent or started; false stops it (exit code 4).
using BeforeSending = std::function<bool()>;

// Runs a check on this thread, with progress on standard error, until it is over or interrupted.
[[nodiscard]] PerformedCheck perform_check(
    inventory::Inventory inventory,
    const inventory::PathSelection& selection,
    const CheckOptions& options,
    const BeforeSending& before = [] { return true; }
);

}  // namespace oakprobe::cli
