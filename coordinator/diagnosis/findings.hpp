#pragma once

#include "coordinator/diagnosis/finding_book.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace oakprobe::diagnosis {

// Holds what the agents read on their hosts against the inventory, and against each other
// (docs/findings.md). To be done when the paths are judged and before they are summed up: fills
// the nodes' findings, and blocks the paths that an error makes fail. Step by step: each looks at
// one node, or at what all have in common.
class FindingSearch {
 public:
  // The check outlives it.
  explicit FindingSearch(FinishedCheck& check);

  // The next step; false: all is found.
  [[nodiscard]] bool advance();

 private:
  [[nodiscard]] bool advance_in(std::size_t stage, std::size_t at);
  void search_worker(NodeId worker);
  void search_node(NodeId node);

  FinishedCheck& check_;
  FindingBook book_;
  std::vector<NodeId> workers_;
  std::size_t stage_ = 0;
  std::size_t at_ = 0;  // in the stage
};

// All steps at once.
void find_findings(FinishedCheck& check);

// Adds `cluster-address-stale` where the root would dial another endpoint than the inventory has.
// Clusters that the inventory does not have are left out. When: as find_findings.
void find_stale_clusters(FinishedCheck& check, std::span<const evidence::KnownCluster> known);

}  // namespace oakprobe::diagnosis
