#pragma once

#include "plans/path_plan.hpp"

#include <cstdint>
#include <optional>

namespace oakprobe::diagnosis {

// What a rotation has come to, with this run.
struct RotationProgress {
  std::uint32_t slots = 0;          // that this run tried
  std::uint64_t verified = 0;       // paths, by all runs so far
  std::int64_t oldest_seconds = 0;  // since the slot was tried that is longest ago
  std::uint64_t runs_left = 0;      // like this one, until every pair was tried
  bool begun_anew = false;          // the workers are others than in the last run
  bool kept = true;                 // written down for the next run
};

// Which paths a check tried, of those between nodes that all dial each other. All others are tried
// by every plan.
struct Coverage {
  plans::PlanKind plan = plans::PlanKind::full;
  std::uint64_t possible = 0;
  std::uint64_t tried = 0;
  bool clusters_crossed = true;  // cover: every ordered pair of them
  unsigned network_prefix = 24;  // so; as MeshGroups has it
  std::optional<RotationProgress> rotation;
};

}  // namespace oakprobe::diagnosis
