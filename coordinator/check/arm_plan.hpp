#pragma once

#include "coordinator/check/plan.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/diagnosis/paths_by_target.hpp"

#include <map>
#include <optional>
#include <span>
#include <vector>

namespace oakprobe::check {

// The address that a node's probes come from; nullopt: the inventory and its agent do not tell.
[[nodiscard]] std::optional<IpAddress> source_address(
    const inventory::Node& node, const evidence::Facts& facts
);

// What each agent is to listen on and watch. Orders are made one at a time: in a mesh each names
// all others. Pure; the check outlives it.
class ArmPlan {
 public:
  // further_sources: who may dial any of the targets later. sources: their
  // source_address(), by NodeId. secret: the run's.
  ArmPlan(
      const diagnosis::FinishedCheck& check,
      std::span<const NodeId> further_sources,
      std::vector<std::optional<IpAddress>> sources,
      const wire::ProbeKey& secret,
      wire::ListenPolicy policy
  );

  // Ports in order of ListenPort, peers in order of NodeId.
  [[nodiscard]] wire::Arm order(NodeId node) const;
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
