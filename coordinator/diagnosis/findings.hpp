#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace oakprobe::diagnosis {

// Holds what the agents read on their hosts against the inventory, and against each other
// (docs/findings.md). To be called when the paths are judged and before they are summed up: fills
// the nodes' findings, and blocks the paths that an error makes fail.
void find_findings(FinishedCheck& check);

// Adds `cluster-address-stale` where the root would dial another endpoint than the inventory has.
// Clusters that the inventory does not have are left out. When: as find_findings.
void find_stale_clusters(FinishedCheck& check, std::span<const evidence::KnownCluster> known);

}  // namespace oakprobe::diagnosis
