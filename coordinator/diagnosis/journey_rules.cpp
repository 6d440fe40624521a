#include "coordinator/diagnosis/journey_rules.hpp"

// Sockets alone leave several segments possible; what taps saw narrows them.
namespace oakprobe::diagnosis {

using evidence::Sight;
using evidence::Waypoint;

namespace {

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

// A broken checksum passes every tap and filter, and the kernel throws the packet away before any
// socket: the source's offload broke it, or what rewrites it on the way.
Fate thrown_away(Fate fate) {
  fate = stopped(std::move(fate), Cause::dropped, {Segment::source_host, Segment::network});
  fate.clue = Clue::corrupted;
  return fate;
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

// A connection came about, and what followed failed. Taps that missed its SYN show that somebody
// else answered it; the target's, that it was there.
Fate retrace_connected(const Scene& scene, const Journey& journey, Fate fate) {
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

}  // namespace

// Seen at one waypoint and not at the next: what lies between the two kept the packet.
Fate stopped(Fate fate, Cause cause, SegmentSet where) {
  if (fate.clue == Clue::silence || fate.clue == Clue::overflow) fate.clue = Clue::stopped;
  fate.status = Status::blocked;
  fate.cause = cause;
  fate.where = where;
  return fate;
}

// What happened to the packet happens to no other program's: the attempt tells nothing of the path.
Fate unmeasured(Fate fate, Cause cause) {
  fate.status = Status::unknown;
  fate.cause = cause;
  fate.where = {};
  return fate;
}

// A queue, or a table, was full when the packet came to it; the next one may pass.
Fate lost_to_limit(Fate fate) {
  fate.clue = Clue::overflow;
  return unmeasured(std::move(fate), Cause::local_limit);
}

// A rule in the source's OUTPUT gave the packet another destination before it left. Whoever
// answered is not whom it was for; where nobody did, it went nowhere.
Fate sent_elsewhere(Fate fate) {
  const bool answered = is_connected(fate.clue);
  fate.clue = Clue::diverted;
  return stopped(
      std::move(fate), answered ? Cause::intercepted : Cause::dropped, {Segment::source_firewall}
  );
}

bool is_silent(const Fate& fate) {
  return fate.clue == Clue::silence || fate.clue == Clue::overflow;
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

SegmentSet common(SegmentSet a, SegmentSet b) {
  const SegmentSet both = a & b;
  return both.empty() ? b : both;
}

// Follows one attempt from socket to socket. The first waypoint at which it was watched for and not
// seen says on which stretch it was stopped; what was seen last, that it came so far.
Fate retrace(const Scene& scene, unsigned attempt, std::size_t attempts, Fate fate) {
  if (is_told_by_source(fate.clue)) return fate;
  const Journey journey(*scene.evidence, attempt);
  if (is_connected(fate.clue)) return retrace_connected(scene, journey, std::move(fate));
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
    // It never got out of the socket: the source's kernel said why.
    case Waypoint::sent:
      return fate;
    // Its socket sent it, and it went out by no device. Where an ICMP error answers it, it did go
    // out, in whatever it was wrapped.
    case Waypoint::left_source:
      return fate.icmp ? fate : kept_by_source(scene, journey, std::move(fate));
    // It went out, and came in nowhere at the target.
    case Waypoint::reached_target:
      return lost_on_the_way(scene, journey, std::move(fate));
    // It came in by a device of the target's, and not past its firewall.
    case Waypoint::admitted:
      return turned_away(scene, journey, std::move(fate), attempts);
    // It was let in, and no socket took it.
    case Waypoint::delivered:
      if (journey.passed(Waypoint::admitted))
        return not_taken(scene, journey, std::move(fate), attempts);
      break;
    // Somebody took it: it is the answer that was stopped.
    default:
      break;
  }
  // Whether it was let in nobody watched, so the answer may never have been made.
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
