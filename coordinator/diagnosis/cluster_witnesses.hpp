#pragma once

#include "coordinator/diagnosis/finding_book.hpp"

#include <vector>

namespace oakprobe::diagnosis {

// What the running root knows of the clusters, by name, as those told who asked it. Only who was
// answered by a root as itself in this run is a witness. Of a cluster counts what its own node was
// told, or what two were told alike; where witnesses contradict each other, nothing
// (docs/trust.md).
[[nodiscard]] std::vector<evidence::KnownCluster> witnessed_clusters(const FindingBook& book);

}  // namespace oakprobe::diagnosis
