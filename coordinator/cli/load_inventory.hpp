#pragma once

#include "coordinator/cli/command_line.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"

#include <optional>
#include <string>

namespace oakprobe::cli {

// Reads a file, or standard input for "-", and parses it. Everything that is wrong goes to standard
// error, each as FILE:LINE:COLUMN: message; nullopt then (exit code 2).
[[nodiscard]] std::optional<inventory::Inventory> load_inventory(const std::string& file);

// Looks the typed names up, lists and ranges spelled out. An unknown one is told on standard error,
// with what may have been meant; nullopt then (exit code 2).
[[nodiscard]] std::optional<inventory::PathSelection> resolve_selection(
    const SelectionOptions& options, const inventory::Inventory& inventory
);

}  // namespace oakprobe::cli
