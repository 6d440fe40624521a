#pragma once

#include "coordinator/check/plan.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "inventory/inventory.hpp"

#include <string>
#include <vector>

namespace oakprobe::check {

// A valid inventory; a wrong one fails the test that reads it.
[[nodiscard]] inventory::Inventory read_inventory(const std::string& yaml);

// One root, one cluster, two workers, one client, one outsider without an agent. `agent` is the
// command of all; a worker's lines can be added to.
[[nodiscard]] inventory::Inventory small_deployment(
    const std::string& worker_extra = "", const std::string& agent = "[sleep, inf]"
);

[[nodiscard]] std::vector<inventory::ExpectedPath> paths_of(
    const inventory::Inventory& inventory, const inventory::PathSelection& selection = {}
);

[[nodiscard]] std::vector<DialledPath> dialled_paths(
    const inventory::Inventory& inventory,
    const FactsByNode& facts,
    const inventory::PathSelection& selection = {}
);

// An unfinished check of all these paths.
[[nodiscard]] diagnosis::FinishedCheck check_of(
    const inventory::Inventory& inventory,
    const FactsByNode& facts = {},
    const inventory::PathSelection& selection = {}
);

}  // namespace oakprobe::check
