#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <set>
#include <vector>

namespace oakprobe::report {

// What a reader was told of a check already, so that nothing is told twice.
class AlreadyTold {
 public:
  // The check outlives it.
  explicit AlreadyTold(const diagnosis::FinishedCheck& check) : check_(check) {}

  // A path's trouble, and with it the finding that its judgement follows from, why there is no
  // tunnel, and whose agent failed.
  void note(const diagnosis::FinishedPath& path);

  // One of the check's findings. False: it was told already, with a path or as another node's.
  [[nodiscard]] bool note(NodeId node, const diagnosis::Finding& finding);

  [[nodiscard]] bool is_empty() const { return empty_; }
  // What is wrong with the node's tunnel.
  [[nodiscard]] bool has_told_tunnel(NodeId node) const { return tunnels_.contains(node); }
  // Those whose last words were told.
  [[nodiscard]] const std::set<NodeId>& agents() const { return agents_; }

 private:
  const diagnosis::FinishedCheck& check_;
  bool empty_ = true;
  std::vector<const diagnosis::Finding*> findings_;
  std::set<NodeId> tunnels_;
  std::set<NodeId> agents_;
};

}  // namespace oakprobe::report
