#pragma once

#include "coordinator/diagnosis/scene.hpp"
#include "coordinator/diagnosis/verdict.hpp"
#include "evidence/loss_counter.hpp"
#include "evidence/waypoint.hpp"

#include <cstddef>
#include <vector>

// What kernel counters make of a silence (docs/verdicts.md, "What kernels count"). They are the
// whole host's, so they widen an answer and prove nothing.
namespace oakprobe::diagnosis {

// A counter that rose at an end at least as often as packets are missing, where they may have been
// lost.
struct CountedLoss {
  const inventory::Node* node = nullptr;
  evidence::RisenCounter counter;
  SegmentSet where;  // that may be to blame; empty: it only says why nothing was said
};

// Those of both ends for packets that got past `passed` and not past `missed`.
[[nodiscard]] std::vector<CountedLoss> counted_losses(
    const Scene& scene, evidence::Waypoint passed, evidence::Waypoint missed, std::size_t packets
);

}  // namespace oakprobe::diagnosis
