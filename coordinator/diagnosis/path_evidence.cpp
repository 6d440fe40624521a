#include "coordinator/diagnosis/path_evidence.hpp"

#include "oakestra/told_environment.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {

namespace {

// The root has the cluster at the address that it was told, whatever it saw.
bool is_told_address_kept(const NodeObservation& cluster) {
  return std::ranges::any_of(cluster.facts.components, [&](const evidence::RunningComponent& one) {
    if (one.name != "cluster_manager" || !one.environment) return false;
    const std::string_view told = oakestra::value_of(*one.environment, "CLUSTER_ADDRESS");
    return !told.empty() && std::ranges::any_of(cluster.clusters, [told](const auto& known) {
      return known.address == told;
    });
  });
}

}  // namespace

bool needs_source(const PathEvidence& evidence) {
  if (!evidence.inventory->needs_source(evidence.path.id)) return false;
  // The newest release does not need it: then it is a matter of which one runs.
  const bool by_release = !evidence.inventory->flow(evidence.path.id.flow).source_preserved;
  return !(by_release && is_told_address_kept(*evidence.source));
}

bool receipts_seen(const PathEvidence& evidence) {
  return evidence.listener != nullptr &&
         evidence.listener->mode == evidence::ListenMode::stand_in &&
         evidence.target->evidence_complete;
}

}  // namespace oakprobe::diagnosis
