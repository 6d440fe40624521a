#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <vector>

namespace oakprobe::timeline {

// What a run looked at so that it would have found it. A finding that an earlier run had, and this
// one has not, is over then; else nobody knows.
class LookedAt {
 public:
  // The check outlives it.
  explicit LookedAt(const diagnosis::FinishedCheck& check);

  [[nodiscard]] bool would_find(NodeId node, diagnosis::FindingCode code) const;

 private:
  struct Side {
    bool whole = true;            // all paths that the inventory expects were dialled
    std::vector<bool> unsettled;  // by NodeId: not all of its paths were, with both ends heard
  };

  [[nodiscard]] bool told(NodeId node) const;
  void note_paths();

  const diagnosis::FinishedCheck& check_;
  bool all_told_ = true;  // that have an agent
  bool asked_ = false;    // running services
  Side services_;         // of all flows but the tunnels'
  Side all_;
};

}  // namespace oakprobe::timeline
