#include "coordinator/diagnosis/neighbour_rules.hpp"

#include "coordinator/diagnosis/addresses.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {

namespace {

bool sees_questions(const NodeObservation& node) {
  return node.evidence_complete && node.taps.packets == wire::TapState::trusted &&
         node.facts.xdp_interfaces.empty() &&
         node.unanswered_neighbours.size() < wire::unanswered_neighbours_max;
}

}  // namespace

const wire::UnansweredNeighbour* unanswered_question(const Scene& scene) {
  const NodeObservation& target = *scene.evidence->target;
  if (!scene.dialled || scene.nat || scene.same_host || !sees_questions(target)) return nullptr;
  const auto& all = target.unanswered_neighbours;
  const auto found = std::ranges::find_if(all, [&](const wire::UnansweredNeighbour& one) {
    return unmapped(one.about) == *scene.dialled &&
           owns(*scene.evidence->source, unmapped(one.asker)).value_or(false);
  });
  return found == all.end() ? nullptr : &*found;
}

bool was_not_asked(const Scene& scene) {
  const NodeObservation& target = *scene.evidence->target;
  if (!scene.dialled || scene.nat || scene.same_host || !sees_questions(target)) return false;
  const bool keeps_still =
      std::ranges::any_of(target.unanswered_neighbours, [&](const wire::UnansweredNeighbour& one) {
        return unmapped(one.about) == *scene.dialled;
      });
  if (keeps_still || !owns(target, *scene.dialled).value_or(false)) return false;
  // Not so with an interface of the target's that is down: it hears nothing either.
  const auto& own = scene.evidence->source->facts.addresses;
  return std::ranges::none_of(target.no_link_to, [&](const IpAddress& peer) {
    return std::ranges::any_of(own, [&](const IpAddress& one) {
      return unmapped(one) == unmapped(peer);
    });
  });
}

SegmentSet span_of(const wire::UnansweredNeighbour& question) {
  if (!question.past_ingress) return {Segment::target_firewall};
  if (question.about.is_v6()) return {Segment::target_firewall, Segment::target_host};
  return {Segment::target_host};
}

}  // namespace oakprobe::diagnosis
