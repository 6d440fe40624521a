#include "coordinator/diagnosis/neighbour_rules.hpp"

#include "coordinator/diagnosis/addresses.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {

const wire::UnansweredNeighbour* unanswered_question(const Scene& scene) {
  const NodeObservation& target = *scene.evidence->target;
  if (!scene.dialled || scene.nat || scene.same_host) return nullptr;
  if (!target.evidence_complete || target.taps.packets != wire::TapState::trusted) return nullptr;
  const auto& all = target.unanswered_neighbours;
  const auto found = std::ranges::find_if(all, [&](const wire::UnansweredNeighbour& one) {
    return unmapped(one.about) == *scene.dialled &&
           owns(*scene.evidence->source, unmapped(one.asker)).value_or(false);
  });
  return found == all.end() ? nullptr : &*found;
}

SegmentSet span_of(const wire::UnansweredNeighbour& question) {
  if (!question.past_ingress) return {Segment::target_firewall};
  if (question.about.is_v6()) return {Segment::target_firewall, Segment::target_host};
  return {Segment::target_host};
}

}  // namespace oakprobe::diagnosis
