#include "coordinator/diagnosis/fate.hpp"
#include "coordinator/diagnosis/icmp_kind.hpp"
#include "coordinator/diagnosis/inner_devices.hpp"
#include "coordinator/diagnosis/journey.hpp"
#include "coordinator/diagnosis/neighbour_rules.hpp"

#include <algorithm>

// What the waypoints make of a failed attempt: the table of docs/verdicts.md, "The first waypoint
// missed". Sockets alone leave several segments possible; what taps saw narrows them.
namespace oakprobe::diagnosis {
namespace {

using evidence::Sight;
using evidence::Waypoint;

// The source's own kernel said so at once: no tap knows better.
bool is_told_by_source(Clue clue) {
  switch (clue) {
    case Clue::unresolved_name:
    case Clue::host_only_name:
    case Clue::local_limit:
    case Clue::send_refused:
    case Clue::send_rejected:
    case Clue::egress_queue:
    case Clue::into_overlay:
    case Clue::no_route:
    case Clue::own_reject:
    case Clue::no_neighbour:
    case Clue::silent_neighbour:
    case Clue::wrong_way:
    case Clue::own_mtu:
    case Clue::unknown_error:
      return true;
    default:
      return false;
  }
}

bool is_connected(Clue clue) {
  switch (clue) {
    case Clue::late_reset:
    case Clue::foreign_answer:
    case Clue::early_close:
    case Clue::mute:
    case Clue::bare_connect:
      return true;
    default:
      return false;
  }
}

bool names_error(const Fate& fate) {
  return fate.clue == Clue::target_error || fate.clue == Clue::unclear_error;
}

Fate stopped(Fate fate, Cause cause, SegmentSet where) {
  if (fate.clue == Clue::silence || fate.clue == Clue::overflow) fate.clue = Clue::stopped;
  fate.status = Status::blocked;
  fate.cause = cause;
  fate.where = where;
  return fate;
}

bool is_silent(const Fate& fate) {
  return fate.clue == Clue::silence || fate.clue == Clue::overflow;
}

Fate unmeasured(Fate fate, Cause cause) {
  fate.status = Status::unknown;
  fate.cause = cause;
  fate.where = {};
  return fate;
}

// One of the two machines may have lost it to a limit of its own.
Fate lost_to_limit(Fate fate) {
  fate.clue = Clue::overflow;
  return unmeasured(std::move(fate), Cause::local_limit);
}

// The source's own rules sent it elsewhere.
Fate sent_elsewhere(Fate fate) {
  const bool answered = is_connected(fate.clue);
  fate.clue = Clue::diverted;
  return stopped(
      std::move(fate), answered ? Cause::intercepted : Cause::dropped, {Segment::source_firewall}
  );
}

bool is_led_on(const Journey& journey) {
  return journey.was(Sight::redirected) || journey.was(Sight::forwarded);
}

// It came to the target, and rules of the target's own led it to where we do not listen.
Fate led_astray(Fate fate, Cause cause) {
  fate.clue = Clue::redirected;
  return stopped(std::move(fate), cause, {Segment::target_firewall, Segment::target_host});
}

// The target took the connection, so the network did nothing: the target's own rules gave it to
// somebody else than our stand-in.
Fate taken_by_another(const Scene& scene, const Journey& journey, Fate fate) {
  if (scene.watch != Watch::stand_in || !journey.was(Sight::reached)) return fate;
  if (is_led_on(journey)) return led_astray(std::move(fate), Cause::intercepted);
  const bool handed_over = journey.was(Sight::answer_left) && !stand_in_saw_a_stranger(scene);
  if (fate.cause == Cause::intercepted && handed_over)
    return led_astray(std::move(fate), Cause::intercepted);
  return fate;
}

// Left missed.
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

// It left, or may have, and did not reach the target.
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

// It reached the target's interface, or may have, and was not let in.
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

// The target's own OUTPUT reset the connection in place of its SYN-ACK.
Fate refused_by_own_output(Fate fate) {
  return stopped(std::move(fate), Cause::rejected, {Segment::return_target_firewall});
}

// It came with a wrong checksum: who broke it is before the target's interface. The counter alone
// is the host's, so it widens and proves nothing.
bool are_checksums_wrong(const Scene& scene, std::size_t attempts) {
  const evidence::KernelCounters& there = scene.evidence->target->counters;
  const auto& wrong = scene.udp ? there.udp_checksum_errors : there.tcp_checksum_errors;
  return attempts > 0 && wrong.value_or(0) >= attempts;
}

Fate thrown_away(Fate fate) {
  fate = stopped(std::move(fate), Cause::dropped, {Segment::source_host, Segment::network});
  fate.clue = Clue::corrupted;
  return fate;
}

// It was let in, or may have been, and nobody there took it.
Fate not_taken(const Scene& scene, const Journey& journey, Fate fate, std::size_t attempts) {
  SegmentSet where = journey.span(Waypoint::delivered);
  if (journey.was(Sight::reset_inside)) return refused_by_own_output(std::move(fate));
  if (journey.was(Sight::redirected)) {
    const bool answered = journey.was(Sight::error_left) || journey.was(Sight::reset_left) ||
                          fate.clue == Clue::reset || names_error(fate);
    return led_astray(std::move(fate), answered ? Cause::refused : Cause::intercepted);
  }
  switch (scene.watch) {
    case Watch::busy:
      return unmeasured(std::move(fate), Cause::agent_busy);
    case Watch::used_as_source:
      return unmeasured(std::move(fate), Cause::port_used_as_source);
    case Watch::not_running:
      return stopped(std::move(fate), Cause::not_running, {Segment::target_host});
    case Watch::failed:
      return fate;
    default:
      break;
  }
  const bool silent = is_silent(fate);
  if (scene.losses.at_receiver && silent) return lost_to_limit(std::move(fate));  // not a refusal
  if (silent && are_checksums_wrong(scene, attempts)) {
    where.insert(Segment::source_host);
    where.insert(Segment::network);
    return stopped(std::move(fate), Cause::dropped, where);
  }
  if (silent) fate.clue = Clue::not_taken;
  return stopped(std::move(fate), Cause::refused, where);
}

// The SYN was let in, and the SYN-ACK did not come back.
Fate lost_on_the_way_back(const Scene& scene, const Journey& journey, Fate fate) {
  if (journey.was(Sight::reset_inside)) return refused_by_own_output(std::move(fate));
  SegmentSet where = journey.span();
  const bool made = journey.passed(Waypoint::answered);
  const bool left = journey.passed(Waypoint::answer_left);
  const bool lost = (scene.losses.at_receiver && !made) || (scene.losses.at_answerer && !left) ||
                    (scene.losses.at_return && !journey.passed(Waypoint::answer_reached));
  if (lost) return lost_to_limit(std::move(fate));
  if (!made && scene.no_route_back) {
    return stopped(std::move(fate), Cause::no_route, {Segment::target_host});
  }
  if (const evidence::DeadHop* hop = dead_hop_back(scene); hop != nullptr && !left) {
    fate.dead_hop = hop;
    return stopped(std::move(fate), Cause::unreachable_host, span_back(scene, *hop));
  }
  // Our own listener takes every SYN that is let in.
  if (scene.watch == Watch::stand_in && !scene.other_bind && where.size() > 1) {
    where.erase(Segment::target_host);
  }
  if (scene.return_path_rose && where.has(Segment::return_source_firewall)) {
    where.insert(Segment::source_host);
  }
  return stopped(std::move(fate), Cause::return_lost, where);
}

// What sockets and taps leave possible; where the two contradict each other, taps saw the packet.
SegmentSet common(SegmentSet a, SegmentSet b) {
  SegmentSet both;
  for (const Segment segment : a.in_order()) {
    if (b.has(segment)) both.insert(segment);
  }
  return both.empty() ? b : both;
}

// Nobody saw whether it was let in; only that nothing came of it. What sockets tell stands, and the
// taps narrow it.
Fate stopped_unseen(const Scene& scene, const Journey& journey, Fate fate) {
  if (fate.status != Status::blocked || fate.cause == Cause::not_running) return fate;
  const Waypoint until = scene.udp ? Waypoint::delivered : Waypoint::answer_delivered;
  fate.where = common(fate.where, journey.span(until));
  if (journey.was(Sight::forwarded) && scene.watch == Watch::stand_in && is_silent(fate)) {
    fate.clue = Clue::redirected;
    fate.where.insert(Segment::target_host);
  }
  return fate;
}

// TCP: the SYN reached the target, nothing was seen to leave it, and nobody saw what was let in.
Fate not_answered(const Scene& scene, const Journey& journey, Fate fate) {
  if (scene.losses.any(scene.udp)) return lost_to_limit(std::move(fate));
  return stopped(std::move(fate), Cause::dropped, journey.span());
}

bool is_tapped(std::optional<Waypoint> waypoint) {
  switch (waypoint.value_or(Waypoint::sent)) {
    case Waypoint::sent:
    case Waypoint::delivered:
    case Waypoint::answered:
    case Waypoint::answer_delivered:
      return false;
    default:
      return true;
  }
}

// Delivered, and the way back failed. TCP: the handshake had come back, so it tells nothing.
Fate lost_answer(const Scene& scene, const Journey& journey, Fate fate) {
  if (!scene.udp || fate.error != 0) return fate;
  const evidence::DeadHop* hop = dead_hop_back(scene);
  if (hop != nullptr && !journey.passed(Waypoint::answer_left)) {
    fate.dead_hop = hop;
    fate.where = span_back(scene, *hop);
    return fate;
  }
  const auto missed = journey.first_missed();
  if (!is_tapped(missed) && !is_tapped(journey.last_passed())) return fate;
  if (missed == Waypoint::answered) return fate;
  fate.passed = journey.last_passed();
  fate.missed = missed;
  fate.where = common(fate.where, journey.span());
  if (scene.return_path_rose && fate.where.has(Segment::return_source_firewall))
    fate.where.insert(Segment::source_host);
  return fate;
}

}  // namespace

Fate retrace(const Scene& scene, unsigned attempt, std::size_t attempts, Fate fate) {
  if (is_told_by_source(fate.clue)) return fate;
  const Journey journey(*scene.evidence, attempt);
  if (is_connected(fate.clue)) {
    const bool stayed = journey.at(Waypoint::left_source) == Passage::missed;
    if (!stayed && journey.at(Waypoint::reached_target) != Passage::missed)
      return taken_by_another(scene, journey, std::move(fate));
    if (journey.was(Sight::diverted)) return sent_elsewhere(std::move(fate));
    fate.clue = Clue::answered_elsewhere;
    return stopped(
        std::move(fate),
        Cause::intercepted,
        stayed ? SegmentSet{Segment::source_firewall} : journey.span(Waypoint::reached_target)
    );
  }
  if (fate.clue == Clue::answer_lost) return lost_answer(scene, journey, std::move(fate));

  const Waypoint until = scene.udp ? Waypoint::delivered : Waypoint::answer_delivered;
  const auto missed = journey.first_missed(until);
  // Sockets alone: what they tell was judged already.
  if (!is_tapped(missed) && !is_tapped(journey.last_passed())) return fate;
  fate.passed = journey.last_passed();
  fate.missed = missed;
  fate.misdelivered = missed == Waypoint::reached_target && journey.was(Sight::misdelivered);
  const bool taken = journey.passed(Waypoint::delivered);
  if (journey.was(Sight::corrupted) && !taken && is_silent(fate))
    return thrown_away(std::move(fate));
  if (!missed) return stopped_unseen(scene, journey, std::move(fate));
  switch (*missed) {
    case Waypoint::sent:
      return fate;
    case Waypoint::left_source:
      return fate.icmp ? fate : kept_by_source(scene, journey, std::move(fate));
    case Waypoint::reached_target:
      return lost_on_the_way(scene, journey, std::move(fate));
    case Waypoint::admitted:
      return turned_away(scene, journey, std::move(fate), attempts);
    case Waypoint::delivered:
      if (journey.passed(Waypoint::admitted))
        return not_taken(scene, journey, std::move(fate), attempts);
      break;
    default:
      break;
  }
  if (!journey.passed(Waypoint::admitted)) {
    const bool arrived = !scene.udp && journey.passed(Waypoint::reached_target);
    const bool silent = fate.clue == Clue::silence && fate.status == Status::unknown;
    return arrived && silent && *missed == Waypoint::answer_left
               ? not_answered(scene, journey, std::move(fate))
               : stopped_unseen(scene, journey, std::move(fate));
  }
  if (fate.clue == Clue::reset || fate.icmp) {
    // Something answered in the target's place, after its host had let the SYN in.
    return stopped(std::move(fate), Cause::rejected, journey.span());
  }
  return lost_on_the_way_back(scene, journey, std::move(fate));
}

}  // namespace oakprobe::diagnosis
