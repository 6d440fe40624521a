#include "coordinator/diagnosis/neighbour_rules.hpp"

#include "coordinator/diagnosis/addresses.hpp"
#include "coordinator/diagnosis/inner_devices.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {
namespace {

// What is not among the questions that it tells of was not asked.
bool sees_questions(const NodeObservation& node) {
  return node.evidence_complete && node.taps.packets == wire::TapState::trusted &&
         node.facts.xdp_interfaces.empty() && !node.neighbours_overflowed;
}

// The target's taps would have shown a question for its address, and there was none without an
// answer: whoever kept still, it was not the target.
bool is_target_clear(const Scene& scene) {
  const NodeObservation& target = *scene.evidence->target;
  if (!scene.dialled || scene.same_host || !sees_questions(target)) return false;
  if (!scene.evidence->return_checked || !owns(target, *scene.dialled).value_or(false))
    return false;
  const bool keeps_still =
      std::ranges::any_of(target.unanswered_neighbours, [&](const wire::UnansweredNeighbour& one) {
        return unmapped(one.about) == *scene.dialled;
      });
  if (keeps_still) return false;
  // Not so with an interface of the target's that is down: it hears nothing either.
  const auto& own = scene.evidence->source->facts.addresses;
  return std::ranges::none_of(target.no_link_to, [&](const IpAddress& peer) {
    return std::ranges::any_of(own, [&](const IpAddress& one) {
      return unmapped(one) == unmapped(peer);
    });
  });
}

// What the source's own taps saw of its question.
enum class Asked : std::uint8_t { unseen, never, in_vain, answered };

Asked asked_by_source(const Scene& scene) {
  const NodeObservation& source = *scene.evidence->source;
  if (!scene.dialled || !sees_questions(source)) return Asked::unseen;
  bool in_vain = false;  // perhaps for a router, whose address nobody knows here
  for (const wire::OwnQuestion& one : source.own_questions) {
    if (unmapped(one.about) == *scene.dialled)
      return one.answered ? Asked::answered : Asked::in_vain;
    in_vain = in_vain || !one.answered;
  }
  return in_vain ? Asked::in_vain : Asked::never;
}

}  // namespace

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

// Neighbour discovery is ICMPv6 and passes INPUT; ARP has a table of its own (nft's arp family).
SegmentSet span_of(const wire::UnansweredNeighbour& question) {
  if (!question.past_ingress) return {Segment::target_firewall};
  if (question.about.is_v4() && question.keeps_still) return {Segment::target_host};
  return {Segment::target_firewall, Segment::target_host};
}

const wire::InnerDevice* wrong_device(const Scene& scene) {
  const NodeObservation& source = *scene.evidence->source;
  if (!scene.dialled || scene.same_host) return nullptr;
  const wire::InnerDevice* device = device_of(source, way_to(source, *scene.dialled));
  return device != nullptr && leads_nowhere_else(source, *device) ? device : nullptr;
}

SegmentSet silent_next_hop(const Scene& scene) {
  SegmentSet where{Segment::network};
  if (!scene.nat && !is_target_clear(scene)) where.insert(Segment::target_host);
  if (wrong_device(scene) != nullptr) {  // nobody outside was asked
    where.erase(Segment::network);
    where.insert(Segment::source_host);
    return where;
  }
  // Its questions travel in other packets, too.
  for (const Segment segment : tunnels_of(*scene.evidence).way.in_order()) where.insert(segment);
  switch (asked_by_source(scene)) {
    case Asked::in_vain:
      break;
    case Asked::answered:  // and it did not hear
      return {Segment::source_host, Segment::source_firewall, Segment::network};
    case Asked::never:
      where.insert(Segment::source_firewall);
      break;
    case Asked::unseen:
      // A firewall that knows no neighbour discovery is common; one that stops ARP is not.
      if (scene.dialled && scene.dialled->is_v6()) where.insert(Segment::source_firewall);
      break;
  }
  return where;
}

}  // namespace oakprobe::diagnosis
