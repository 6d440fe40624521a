#include "coordinator/app/prepare_check.hpp"

#include "coordinator/app/plan_paths.hpp"

#include <utility>

namespace oakprobe::app {

OrFailure<PreparedCheck> prepare_check(
    inventory::Inventory inventory, inventory::PathSelection selection, CheckRequest request
) {
  if (path_count(inventory::count_paths(inventory, selection)) == 0) return nothing_selected();
  auto chosen = choose_plan(inventory, selection, request.plan, PlanUse::run);
  if (!chosen) return chosen.error();
  const auto applied = apply_agent_options(request.agents, inventory);
  if (!applied) {
    Failure failure = applied.error();
    if (!chosen->warning.empty())
      failure.messages.insert(failure.messages.begin(), chosen->warning);
    return failure;
  }
  return PreparedCheck{
      std::move(inventory), std::move(selection), std::move(request), std::move(*chosen)};
}

}  // namespace oakprobe::app
