#include "coordinator/app/validate.hpp"

#include "coordinator/app/coverage_gaps.hpp"
#include "coordinator/app/plan_paths.hpp"
#include "coordinator/report/silenced.hpp"

#include <algorithm>

namespace oakprobe::app {

Validation validate(const inventory::Inventory& inventory, UtcSeconds now) {
  Validation validation;
  validation.nodes = inventory.nodes.size();
  for (const auto role : inventory::all_roles) {
    const auto nodes = std::ranges::count_if(inventory.nodes, [role](const inventory::Node& node) {
      return node.roles.has(role);
    });
    if (nodes > 0) validation.roles.push_back({role, static_cast<std::uint64_t>(nodes)});
  }
  validation.paths = path_count(inventory::count_paths(inventory, {}));
  validation.gaps = coverage_gaps(inventory);
  for (const inventory::Silence& silence : inventory.audit.silence) {
    const auto state = report::state_of(inventory, silence, now);
    if (state != report::SilenceState::idle)
      validation.gaps.push_back(
          "The silence of " + report::silence_text(silence) +
          " mutes nothing: " + std::string(report::words_of(state)) + "."
      );
  }
  return validation;
}

}  // namespace oakprobe::app
