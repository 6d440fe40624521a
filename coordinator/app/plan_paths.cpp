#include "coordinator/app/plan_paths.hpp"

#include <utility>

namespace oakprobe::app {

OrFailure<PlannedPaths> plan_paths(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    PlanChoice choice
) {
  if (!choice.kind) choice.kind = plans::PlanKind::full;
  auto chosen = choose_plan(inventory, selection, choice, PlanUse::show);
  if (!chosen) return chosen.error();
  PlannedPaths planned;
  planned.plan = std::move(chosen->plan);
  planned.counts = plans::count_paths(inventory, selection, planned.plan);
  planned.paths = path_count(planned.counts);
  planned.warning = std::move(chosen->warning);
  if (planned.paths == 0) return nothing_selected();
  return planned;
}

std::uint64_t path_count(std::span<const inventory::FlowCount> counts) {
  std::uint64_t paths = 0;
  for (const inventory::FlowCount& count : counts) paths += count.paths;
  return paths;
}

Failure nothing_selected() {
  return wrong_input("nothing is selected: no path of this inventory fits the options");
}

}  // namespace oakprobe::app
