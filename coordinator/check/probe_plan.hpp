#pragma once

#include "base/rotation.hpp"
#include "coordinator/check/pace.hpp"
#include "coordinator/check/plan.hpp"
#include "coordinator/check/question_turns.hpp"
#include "coordinator/check/run_identity.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <vector>

namespace oakprobe::check {

// Who dials what in one round of the probing. Orders are made one at a time, from the check's
// paths; the rotation of the run's seed is the order in which an agent dials. Pure; the check
// outlives it.
class ProbePlan {
 public:
  // `dials` tells, by NodeId, who can dial at all. spared: whose flows start more slowly than the
  // limits' rate (spared_tables.hpp). unasked: services that are only connected to
  // (question_turns.hpp).
  ProbePlan(
      const diagnosis::FinishedCheck& check,
      unsigned round,
      std::vector<bool> dials,
      const RunIdentity& run,
      const ProbeLimits& limits,
      std::span<const diagnosis::LoweredPace> spared = {},
      std::set<ServicePort> unasked = {}
  );

  // Without paths: the node has nothing to dial.
  [[nodiscard]] wire::Probe order(NodeId source) const;
  [[nodiscard]] std::size_t path_count(NodeId source) const {
    return work_[index_of(source)].paths;
  }
  // Of `spared`, those for whom the limits' rate would be too fast.
  [[nodiscard]] std::vector<diagnosis::LoweredPace> slowed_down() const;
  // How long the longest order may take when every path stays silent.
  [[nodiscard]] std::chrono::milliseconds longest() const;

 private:
  [[nodiscard]] bool is_dialled(std::uint32_t position, NodeId source) const;
  [[nodiscard]] const evidence::ArmedPort* listener_of(
      const PathId& path, const diagnosis::PathEnd& end
  ) const;
  [[nodiscard]] evidence::DialMode mode_of(const PathId& path, const diagnosis::PathEnd& end) const;
  // It dials a node that has no agent.
  [[nodiscard]] bool dials_absent(NodeId source) const;
  // Keeps the paths within what a port is spared.
  void spread_starts();
  void count_work();
  // Of one order.
  [[nodiscard]] std::size_t most_paths() const;
  [[nodiscard]] wire::Probe terms(NodeId source) const;

  const diagnosis::FinishedCheck& check_;
  unsigned round_;
  std::vector<bool> dials_;
  RunIdentity run_;
  Rotation rotation_;
  ProbeLimits limits_;
  std::vector<diagnosis::LoweredPace> spared_;
  std::set<ServicePort> unasked_;
  std::vector<std::uint32_t> flows_per_second_max_;  // by NodeId; 0: no such limit
  boost::unordered_flat_map<std::uint32_t, std::uint32_t> starts_ms_;  // by position, if not 0
  std::vector<ProbeWork> work_;                                        // by NodeId
  std::size_t dialling_ = 0;                                           // agents
};

}  // namespace oakprobe::check
