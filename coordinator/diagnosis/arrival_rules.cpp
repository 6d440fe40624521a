#include "coordinator/diagnosis/journey_rules.hpp"
#include "coordinator/diagnosis/neighbour_rules.hpp"

namespace oakprobe::diagnosis {

using evidence::Sight;
using evidence::Waypoint;

namespace {

bool is_led_on(const Journey& journey) {
  return journey.was(Sight::redirected) || journey.was(Sight::forwarded);
}

// It came to the target, and rules of the target's own led it to where we do not listen.
Fate led_astray(Fate fate, Cause cause) {
  fate.clue = Clue::redirected;
  return stopped(std::move(fate), cause, {Segment::target_firewall, Segment::target_host});
}

// The target's own OUTPUT reset the connection in place of its SYN-ACK.
Fate refused_by_own_output(Fate fate) {
  return stopped(std::move(fate), Cause::rejected, {Segment::return_target_firewall});
}

// The counter of wrong checksums is the host's, so it widens and proves nothing.
bool are_checksums_wrong(const Scene& scene, std::size_t attempts) {
  const evidence::KernelCounters& there = scene.evidence->target->counters;
  const auto& wrong = scene.udp ? there.udp_checksum_errors : there.tcp_checksum_errors;
  return attempts > 0 && wrong.value_or(0) >= attempts;
}

}  // namespace

// The target took the connection, so the network did nothing: the target's own rules gave it to
// somebody else than our stand-in, who knows nothing of it.
Fate taken_by_another(const Scene& scene, const Journey& journey, Fate fate) {
  if (scene.watch != Watch::stand_in || !journey.was(Sight::reached)) return fate;
  if (is_led_on(journey)) return led_astray(std::move(fate), Cause::intercepted);
  const bool handed_over = journey.was(Sight::answer_left) && !stand_in_saw_a_stranger(scene);
  if (fate.cause == Cause::intercepted && handed_over)
    return led_astray(std::move(fate), Cause::intercepted);
  return fate;
}

// The firewall let it in, or may have, and no socket took it. The target's own OUTPUT may answer in
// the listener's place, a redirection lead it to another port; else it matters who listens: nobody,
// another run's agent, a component that does not run. And a full queue, or a checksum that is
// wrong, loses it between firewall and socket.
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

// The SYN was let in, and no SYN-ACK came back: the target's tables were full, it knows no way back
// or nobody at the next hop, or the answer was stopped between the target's firewall and the
// source's.
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

// Delivered, and the answer was lost. The taps may show how far it came. TCP: the handshake had
// come back, so it tells nothing.
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

}  // namespace oakprobe::diagnosis
