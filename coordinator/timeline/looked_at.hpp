#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <map>
#include <span>
#include <utility>
#include <vector>

namespace oakprobe::timeline {

// What a run looked at so that it would have found it. A finding that an earlier run had, and this
// one has not, is over then; else nobody knows.
class LookedAt {
 public:
  // The check outlives it.
  explicit LookedAt(const diagnosis::FinishedCheck& check);

  // flows: that the finding concerned; those that the inventory no longer has left out.
  [[nodiscard]] bool would_find(
      NodeId node, diagnosis::FindingCode code, std::span<const FlowId> flows
  ) const;

 private:
  struct Side {
    bool whole = true;            // all paths of flows that a run dials unasked were dialled
    std::vector<bool> unsettled;  // by NodeId: not all of its paths told what is to be learnt
  };

  [[nodiscard]] bool told(NodeId node) const;
  void note_paths();
  [[nodiscard]] bool dialled_all_of(std::span<const FlowId> flows) const;
  [[nodiscard]] bool was_answered(NodeId node, std::span<const FlowId> flows) const;

  const diagnosis::FinishedCheck& check_;
  bool all_told_ = true;        // that have an agent
  bool all_files_seen_ = true;  // so
  bool clusters_told_ = false;  // by the running root
  std::vector<bool> whole_;     // by FlowId, optional ones too: all of its paths were dialled
  std::vector<bool> tried_;     // by NodeId: a path of it was
  std::map<std::pair<FlowId, NodeId>, bool> answered_;  // of services that are dialled there
  Side services_;                                       // of all flows but the tunnels'
  Side all_;
};

}  // namespace oakprobe::timeline
