#include "coordinator/diagnosis/neighbour_rules.hpp"

#include "coordinator/diagnosis/addresses.hpp"
#include "coordinator/diagnosis/inner_devices.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {
namespace {

// What is not among the questions that it tells of was not asked.
bool sees_questions(const NodeObservation& node) {
  return node.evidence_complete && node.taps.packets == evidence::TapState::trusted &&
         node.facts.xdp_interfaces.empty() && !node.neighbours_overflowed;
}

// The target's taps would have shown a question for its address, and there was none without an
// answer: whoever kept still, it was not the target.
bool is_target_clear(const Scene& scene) {
  const NodeObservation& target = *scene.evidence->target;
  if (!scene.dialled || scene.same_host || !sees_questions(target)) return false;
  if (!scene.evidence->return_checked || !owns(target, *scene.dialled).value_or(false))
    return false;
  const bool keeps_still = std::ranges::any_of(
      target.unanswered_neighbours,
      [&](const evidence::UnansweredNeighbour& one) {
        return unmapped(one.about) == *scene.dialled;
      }
  );
  if (keeps_still) return false;
  // Not so with an interface of the target's that is down: it hears nothing either.
  const auto& own = scene.evidence->source->facts.addresses;
  return std::ranges::none_of(own, [&](const IpAddress& one) {
    return dead_hop_to(target, one) != nullptr;
  });
}

// The next hop is a gateway, and none of the target's.
bool is_before_target(const Scene& scene) {
  const evidence::DeadHop* hop = dead_hop_forth(scene);
  return hop != nullptr && is_gateway(*hop) &&
         !owns(*scene.evidence->target, unmapped(hop->hop)).value_or(true);
}

// What a node's own taps saw of its question for an address, or for the hop on the way there.
enum class Asked : std::uint8_t { unseen, never, in_vain, answered };

Asked asked_by(
    const NodeObservation& node, const IpAddress& address, const evidence::DeadHop* hop
) {
  if (!sees_questions(node)) return Asked::unseen;
  if (hop != nullptr && !hop->link_up) return Asked::in_vain;
  const IpAddress asked = unmapped(hop != nullptr ? hop->hop : address);
  bool in_vain = false;  // perhaps for a router, whose address nobody knows here
  for (const evidence::OwnQuestion& one : node.own_questions) {
    if (unmapped(one.about) == asked) return one.answered ? Asked::answered : Asked::in_vain;
    in_vain = in_vain || (!one.answered && hop == nullptr);
  }
  return in_vain ? Asked::in_vain : Asked::never;
}

// A firewall that knows no neighbour discovery is common; one that stops ARP is not.
bool may_keep_question(Asked asked, const IpAddress& address) {
  return asked == Asked::never || (asked == Asked::unseen && address.is_v6());
}

}  // namespace

const evidence::UnansweredNeighbour* unanswered_question(const Scene& scene) {
  const NodeObservation& target = *scene.evidence->target;
  if (!scene.dialled || scene.nat || scene.same_host) return nullptr;
  if (!target.evidence_complete || target.taps.packets != evidence::TapState::trusted)
    return nullptr;
  const auto& all = target.unanswered_neighbours;
  const auto found = std::ranges::find_if(all, [&](const evidence::UnansweredNeighbour& one) {
    return unmapped(one.about) == *scene.dialled &&
           owns(*scene.evidence->source, unmapped(one.asker)).value_or(false);
  });
  return found == all.end() ? nullptr : &*found;
}

// Neighbour discovery is ICMPv6 and passes INPUT; ARP has a table of its own (nft's arp family).
SegmentSet span_of(const evidence::UnansweredNeighbour& question) {
  if (!question.past_ingress) return {Segment::target_firewall};
  if (question.about.is_v4() && question.keeps_still) return {Segment::target_host};
  return {Segment::target_firewall, Segment::target_host};
}

const evidence::DeadHop* dead_hop_to(const NodeObservation& node, const IpAddress& address) {
  const auto found = std::ranges::find_if(node.dead_hops, [&](const evidence::DeadHop& one) {
    return unmapped(one.to) == unmapped(address);
  });
  return found == node.dead_hops.end() ? nullptr : &*found;
}

const evidence::DeadHop* dead_hop_forth(const Scene& scene) {
  return scene.dialled ? dead_hop_to(*scene.evidence->source, *scene.dialled) : nullptr;
}

const evidence::DeadHop* dead_hop_back(const Scene& scene) {
  const NodeObservation& target = *scene.evidence->target;
  if (scene.receipt() != nullptr) return dead_hop_to(target, scene.receipt()->observed_source);
  if (!scene.dialled) return nullptr;
  for (const IpAddress& own : scene.evidence->source->facts.addresses) {
    if (unmapped(own).is_v6() != scene.dialled->is_v6()) continue;
    if (const evidence::DeadHop* hop = dead_hop_to(target, own)) return hop;
  }
  return nullptr;
}

bool is_gateway(const evidence::DeadHop& hop) { return unmapped(hop.hop) != unmapped(hop.to); }

// A gateway is the network's; on the link of its own the source may be the one that keeps still.
SegmentSet span_back(const Scene& scene, const evidence::DeadHop& hop) {
  if (!hop.link_up) return {Segment::target_host};
  const NodeObservation& source = *scene.evidence->source;
  const Asked asked = asked_by(*scene.evidence->target, hop.to, &hop);
  if (asked == Asked::answered)  // and it did not hear
    return {Segment::target_host, Segment::return_target_firewall, Segment::return_network};
  SegmentSet where{Segment::return_network};
  if (may_keep_question(asked, hop.hop)) where.insert(Segment::return_target_firewall);
  if (scene.same_host || !owns(source, unmapped(hop.hop)).value_or(false)) return where;
  const bool came = std::ranges::any_of(
      source.unanswered_neighbours,
      [&](const evidence::UnansweredNeighbour& one) {
        return unmapped(one.about) == unmapped(hop.hop) &&
               owns(*scene.evidence->target, unmapped(one.asker)).value_or(false);
      }
  );
  if (sees_questions(source) && came)
    return {Segment::return_source_firewall, Segment::source_host};
  if (!sees_questions(source)) {
    where.insert(Segment::return_source_firewall);
    where.insert(Segment::source_host);
  }
  return where;
}

const evidence::InnerDevice* wrong_device(const Scene& scene) {
  const NodeObservation& source = *scene.evidence->source;
  if (!scene.dialled || scene.same_host) return nullptr;
  const evidence::InnerDevice* device = device_of(source, way_to(source, *scene.dialled));
  return device != nullptr && leads_nowhere_else(source, *device) ? device : nullptr;
}

SegmentSet silent_next_hop(const Scene& scene) {
  SegmentSet where{Segment::network};
  if (!scene.nat && !is_before_target(scene) && !is_target_clear(scene))
    where.insert(Segment::target_host);
  if (wrong_device(scene) != nullptr) {  // nobody outside was asked
    where.erase(Segment::network);
    where.insert(Segment::source_host);
    return where;
  }
  // Its questions travel in other packets, too.
  where |= tunnels_of(*scene.evidence).way;
  if (!scene.dialled) return where;
  const Asked asked = asked_by(*scene.evidence->source, *scene.dialled, dead_hop_forth(scene));
  if (asked == Asked::answered)  // and it did not hear
    return {Segment::source_host, Segment::source_firewall, Segment::network};
  if (may_keep_question(asked, *scene.dialled)) where.insert(Segment::source_firewall);
  return where;
}

}  // namespace oakprobe::diagnosis
