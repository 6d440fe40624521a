#pragma once

#include "base/rotation.hpp"
#include "coordinator/check/pace.hpp"
#include "coordinator/check/plan.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace oakprobe::check {

// Who dials what in one round of the probing. Orders are made one at a time, from the check's
// paths; the rotation of that seed is the order in which an agent dials. Pure; the check outlives
// it.
class ProbePlan {
 public:
  // `dials` tells, by NodeId, who can dial at all. flows_per_second_max: of an agent, whatever the
  // limits' rate is; not 0.
  ProbePlan(
      const diagnosis::FinishedCheck& check,
      unsigned round,
      std::vector<bool> dials,
      const RotationSeed& seed,
      const ProbeLimits& limits,
      std::optional<std::uint32_t> flows_per_second_max = std::nullopt
  );

  // Without paths: the node has nothing to dial.
  [[nodiscard]] wire::Probe order(NodeId source) const;
  [[nodiscard]] std::size_t path_count(NodeId source) const {
    return work_[index_of(source)].paths;
  }
  // The limits' rate would be more than flows_per_second_max.
  [[nodiscard]] bool is_slowed_down() const;
  // How long the longest order may take when every path stays silent.
  [[nodiscard]] std::chrono::milliseconds longest() const;

 private:
  [[nodiscard]] bool is_dialled(std::uint32_t position, NodeId source) const;
  [[nodiscard]] const wire::ArmedPort* listener_of(
      const PathId& path, const diagnosis::PathEnd& end
  ) const;
  [[nodiscard]] wire::DialMode mode_of(const PathId& path, const diagnosis::PathEnd& end) const;
  // Keeps the paths within what a port is spared.
  void spread_starts();
  void count_work();
  // Of one order.
  [[nodiscard]] std::size_t most_paths() const;
  [[nodiscard]] wire::Probe terms() const;

  const diagnosis::FinishedCheck& check_;
  unsigned round_;
  std::vector<bool> dials_;
  RotationSeed seed_;
  Rotation rotation_;
  ProbeLimits limits_;
  std::chrono::microseconds interval_min_;
  boost::unordered_flat_map<std::uint32_t, std::uint32_t> starts_ms_;  // by position, if not 0
  std::vector<ProbeWork> work_;                                        // by NodeId
  std::size_t dialling_ = 0;                                           // agents
};

}  // namespace oakprobe::check
