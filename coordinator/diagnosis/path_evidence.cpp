#include "coordinator/diagnosis/path_evidence.hpp"

#include "oakestra/told_environment.hpp"

#include <algorithm>
#include <array>

namespace oakprobe::diagnosis {

std::string_view to_string(AgentState state) {
  static constexpr std::array<std::string_view, 4> names{"reached", "unreachable", "lost", "none"};
  return names[static_cast<std::size_t>(state)];
}

namespace {

bool is_assumed(const inventory::Node& node) {
  return node.release_origin == inventory::ReleaseOrigin::assumed;
}

// Where clusters tell their address, the root does not take the one that it sees.
bool tells_own_address(const wire::Facts& cluster) {
  return std::ranges::any_of(cluster.components, [](const wire::RunningComponent& one) {
    return one.name == "cluster_manager" && one.environment &&
           !oakestra::value_of(*one.environment, "CLUSTER_ADDRESS").empty();
  });
}

}  // namespace

bool needs_source(const PathEvidence& evidence) {
  if (!evidence.inventory->needs_source(evidence.path.id)) return false;
  // The newest release does not need it: then it is a matter of which one runs.
  const bool by_release = !evidence.inventory->flow(evidence.path.id.flow).source_preserved;
  const bool assumed = is_assumed(evidence.source_node()) && is_assumed(evidence.target_node());
  return !(by_release && assumed && tells_own_address(evidence.source->facts));
}

bool receipts_seen(const PathEvidence& evidence) {
  return evidence.listener != nullptr && evidence.listener->mode == wire::ListenMode::stand_in &&
         evidence.target->evidence_complete;
}

}  // namespace oakprobe::diagnosis
