#pragma once

#include "coordinator/app/choose_plan.hpp"
#include "coordinator/app/failure.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"
#include "plans/path_plan.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace oakprobe::app {

// What a check with this choice would try.
struct PlannedPaths {
  plans::PathPlan plan;
  std::vector<inventory::FlowCount> counts;  // of the plan
  std::uint64_t paths = 0;                   // all of them
  std::string warning;                       // as ChosenPlan's
};

// Changes nothing; a choice without a kind is of what is expected, however much. A selection
// without a path is a wrong input, and so is what choose_plan() refuses.
[[nodiscard]] OrFailure<PlannedPaths> plan_paths(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    PlanChoice choice
);

[[nodiscard]] std::uint64_t path_count(std::span<const inventory::FlowCount> counts);

// No path fits what was asked for.
[[nodiscard]] Failure nothing_selected();

}  // namespace oakprobe::app
