#pragma once

#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"
#include "plans/path_plan.hpp"

#include <iosfwd>
#include <vector>

namespace oakprobe::cli {

// Every path in a line: flow, source, target, what is dialled, what is expected.
void write_plan_table(
    std::ostream& output,
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const plans::PathPlan& plan,
    const std::vector<inventory::FlowCount>& counts
);

// How many paths each flow has.
void write_plan_counts(
    std::ostream& output,
    const inventory::Inventory& inventory,
    const std::vector<inventory::FlowCount>& counts
);

// The plan as JSON, "oakprobe.plan/1", path by path: nothing is held in memory.
void write_plan_json(
    std::ostream& output,
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const plans::PathPlan& plan
);

}  // namespace oakprobe::cli
