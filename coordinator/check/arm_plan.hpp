#pragma once

#include "coordinator/check/plan.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/diagnosis/paths_by_target.hpp"

#include <map>
#include <optional>
#include <span>
#include <vector>

namespace oakprobe::check {

// What each agent is to listen on and watch. Orders are made one at a time: in a mesh each names
// all others. Pure; the check and the facts outlive it.
class ArmPlan {
 public:
  // further_sources: who may dial any of the targets later. secret: the run's.
  ArmPlan(
      const diagnosis::FinishedCheck& check,
      std::span<const NodeId> further_sources,
      const FactsByNode& facts,
      const wire::ProbeKey& secret,
      wire::ListenPolicy policy
  );

  // Ports in order of ListenPort, peers in order of NodeId.
  [[nodiscard]] wire::Arm order(NodeId node) const;
  // The address that a node's probes come from, by NodeId; nullopt: the inventory does not tell.
  [[nodiscard]] const std::vector<std::optional<IpAddress>>& sources() const { return sources_; }

 private:
  [[nodiscard]] std::vector<wire::ArmPeer> peers(NodeId node) const;

  const diagnosis::FinishedCheck& check_;
  std::vector<NodeId> further_sources_;
  wire::ProbeKey secret_;
  wire::ListenPolicy policy_;
  diagnosis::PathsByTarget by_target_;
  // By NodeId.
  std::vector<std::map<ListenPort, wire::ArmPort>> ports_;
  std::vector<std::optional<IpAddress>> sources_;
};

}  // namespace oakprobe::check
