#include "coordinator/diagnosis/icmp_kind.hpp"
#include "coordinator/diagnosis/inner_devices.hpp"
#include "coordinator/diagnosis/journey_rules.hpp"
#include "coordinator/diagnosis/neighbour_rules.hpp"

namespace oakprobe::diagnosis {

using evidence::Sight;
using evidence::Waypoint;

// The source sent it, and no tap saw it leave the machine. In this order: a bridge or tunnel of its
// own swallowed it; its tables were full; the kernel asked on the link for the next hop, and the
// target heard that and kept still; nobody is at the next hop, or the route leads to the wrong
// device; and else its own firewall stopped it.
Fate kept_by_source(const Scene& scene, const Journey& journey, Fate fate) {
  if (journey.was(Sight::left_inside)) {  // past the host's own filters
    const bool astray = wrong_device(scene) != nullptr;
    fate.clue = Clue::kept_inside;
    return stopped(
        std::move(fate),
        astray ? Cause::no_route : Cause::dropped,
        {astray ? Segment::source_host : Segment::source_firewall}
    );
  }
  if (scene.losses.at_sender) return lost_to_limit(std::move(fate));
  if (const auto* question = unanswered_question(scene)) {
    fate.clue = Clue::silent_neighbour;
    return stopped(std::move(fate), Cause::unreachable_host, span_of(*question));
  }
  if (const evidence::DeadHop* hop = dead_hop_forth(scene)) {
    fate.dead_hop = hop;
    SegmentSet where = silent_next_hop(scene);
    where.insert(Segment::source_host);
    const NodeObservation& source = *scene.evidence->source;
    const evidence::InnerDevice* device = device_of(source, way_to(source, *scene.dialled));
    const bool is_down = device != nullptr && is_point_to_point(*device);
    if (is_down) where = {Segment::source_host};
    if (is_down || wrong_device(scene) != nullptr) fate.clue = Clue::wrong_way;
    return stopped(std::move(fate), Cause::unreachable_host, where);
  }
  const bool reset = fate.clue == Clue::reset;  // its own firewall answered in the peer's name
  return stopped(
      std::move(fate), reset ? Cause::rejected : Cause::dropped, {Segment::source_firewall}
  );
}

// It left the source, or may have, and no tap of the target's saw it come. Who spoke of it on the
// way has the last word; an error in the target's name was made up by somebody between; rules of
// the source's own may have sent it to another address; and what a full table lost says nothing of
// the network.
Fate lost_on_the_way(const Scene& scene, const Journey& journey, Fate fate) {
  const SegmentSet where = journey.span(Waypoint::reached_target);
  if (fate.clue == Clue::router_error || fate.clue == Clue::forward_error) return fate;
  if (fate.clue == Clue::late_unreachable) {
    const Cause cause = *fate.cause;
    return stopped(std::move(fate), cause, where);
  }
  if (names_error(fate)) {
    const bool port = fate.icmp && kind_of(*fate.icmp) == IcmpKind::port_unreachable;
    const bool in_its_name = fate.clue == Clue::target_error && port && !scene.nat;
    return stopped(std::move(fate), in_its_name ? Cause::intercepted : Cause::rejected, where);
  }
  if (journey.was(Sight::diverted)) return sent_elsewhere(std::move(fate));
  const bool not_seen_leaving = !journey.passed(Waypoint::left_source);
  const bool lost = scene.losses.before_taps || (not_seen_leaving && scene.losses.at_sender);
  if (lost && is_silent(fate)) return lost_to_limit(std::move(fate));
  const bool reset = fate.clue == Clue::reset;
  return stopped(std::move(fate), reset ? Cause::rejected : Cause::dropped, where);
}

// It reached the target's interface, or may have, and was not let in: it is for an address that the
// target does not have, a filter answered, the kernel drops its own address as a source
// ("martian"), a full table or the reverse-path filter took it, or a rule before INPUT did (tc,
// netdev, a bridge).
Fate turned_away(const Scene& scene, const Journey& journey, Fate fate, std::size_t attempts) {
  const auto& filtered = scene.evidence->target->counters.reverse_path_filtered;
  const bool seen_there = journey.passed(Waypoint::reached_target);
  if (seen_there && journey.was(Sight::foreign_address)) {
    fate.clue = Clue::foreign_address;
    return stopped(std::move(fate), Cause::refused, {Segment::target_host});
  }
  SegmentSet where = journey.span(Waypoint::admitted);
  const bool answered = journey.was(Sight::error_left) || journey.was(Sight::reset_left) ||
                        fate.clue == Clue::reset || names_error(fate);
  if (answered) return stopped(std::move(fate), Cause::rejected, where);
  const bool hooked = seen_there && !journey.was(Sight::past_ingress);  // before all of these
  if (seen_there && !hooked && scene.shared_source) {
    fate.clue = Clue::own_source;
    return stopped(std::move(fate), Cause::dropped, {Segment::target_host});
  }
  const bool lost = (scene.losses.before_input && !hooked) ||
                    (!seen_there && (scene.losses.before_taps || scene.losses.at_sender));
  if (lost) return lost_to_limit(std::move(fate));
  // The counter is the host's: fewer than our packets, and others' were filtered, not ours.
  if (filtered.value_or(0) >= attempts && attempts > 0) {
    if (!seen_there) {
      where.insert(Segment::target_host);
      return stopped(std::move(fate), Cause::dropped, where);
    }
    return stopped(std::move(fate), Cause::reverse_path, {Segment::target_host});
  }
  if (hooked) fate.clue = Clue::ingress_hook;
  return stopped(std::move(fate), Cause::dropped, where);
}

}  // namespace oakprobe::diagnosis
