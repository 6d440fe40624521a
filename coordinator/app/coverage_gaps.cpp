#include "coordinator/app/coverage_gaps.hpp"

#include "inventory/exposure.hpp"

#include <algorithm>

namespace oakprobe::app {

std::vector<std::string> coverage_gaps(const inventory::Inventory& inventory) {
  const auto count_with = [&](inventory::Role role) {
    return std::ranges::count_if(inventory.nodes, [role](const inventory::Node& node) {
      return node.roles.has(role);
    });
  };
  std::vector<std::string> gaps;
  if (count_with(inventory::Role::worker) == 1)
    gaps.emplace_back("Only one worker in the inventory: no worker-to-worker tunnel is checked.");
  if (count_with(inventory::Role::client) + count_with(inventory::Role::outsider) == 0)
    gaps.emplace_back("No client and no outsider in the inventory: exposure is not checked.");
  if (const auto* untried = inventory::untried_by_others(inventory))
    gaps.push_back(
        "Only " + untried->name +
        " is a client or outsider, and it is not outside of itself: its " +
        "own exposure is not checked."
    );
  return gaps;
}

}  // namespace oakprobe::app
