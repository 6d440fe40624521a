#include "coordinator/diagnosis/fate.hpp"
#include "coordinator/diagnosis/inner_devices.hpp"
#include "coordinator/diagnosis/neighbour_rules.hpp"

#include <cerrno>

namespace oakprobe::diagnosis {
namespace {

// All that can swallow a probe without a word while our own stand-in listens.
SegmentSet silent_segments(const Scene& scene) {
  SegmentSet where{Segment::source_firewall, Segment::network};
  if (!scene.nat) {
    where.insert(Segment::target_firewall);
    // The reverse-path filter belongs to the host, not to its firewall. A stand-in that listens on
    // another address leaves this one to the host, whose ICMP errors are rate-limited.
    if (scene.reverse_path_rose || scene.other_bind || scene.shared_source)
      where.insert(Segment::target_host);
  }
  const Tunnels tunnels = tunnels_of(*scene.evidence);
  where |= tunnels.way;
  if (scene.udp) return where;
  where |= tunnels.way_back;
  // A handshake needs the way back as well. Behind a NAT nothing that was not seen arriving at the
  // target may be blamed on it.
  where.insert(Segment::return_network);
  where.insert(Segment::return_source_firewall);
  if (scene.return_path_rose) where.insert(Segment::source_host);
  if (!scene.nat) {
    where.insert(Segment::return_target_firewall);
    if (scene.no_route_back) where.insert(Segment::target_host);
  }
  return where;
}

std::optional<Cause> unseen_cause(const Scene& scene) {
  switch (scene.watch) {
    case Watch::live:  // a tap would show what reaches it
      return is_without_taps(*scene.evidence->target) ? std::optional(Cause::not_privileged)
                                                      : std::nullopt;
    case Watch::stand_in_lost:
      return Cause::agent_lost;
    case Watch::busy:
      return Cause::agent_busy;
    case Watch::used_as_source:
      return Cause::port_used_as_source;
    default:
      return std::nullopt;
  }
}

bool is_without_agent(Watch watch) {
  return watch == Watch::nobody || watch == Watch::agent_missing || watch == Watch::stand_in_lost;
}

bool is_return_lost_for_want_of_route(const Scene& scene) {
  const evidence::ReceiptEvidence& receipt = *scene.receipt();
  switch (receipt.answer_error) {
    case ENETUNREACH:
    case EHOSTUNREACH:
    case EACCES:  // a "prohibit" route
    case EINVAL:  // a "blackhole" route
      return true;
    default:
      break;
  }
  for (const IpAddress& peer : scene.evidence->target->no_route_to) {
    if (unmapped(peer) == unmapped(receipt.observed_source)) return true;
  }
  return false;
}

}  // namespace

// Nothing came back. Somebody has to have seen that it should have: our own listener there. Else it
// tells nothing, unless a component that is installed does not run, or the source's kernel knows
// that nobody is at the next hop.
Fate judge_silence(const Scene& scene) {
  Fate fate;
  if (scene.watch == Watch::not_running) {
    fate.status = Status::blocked;
    fate.cause = Cause::not_running;
    fate.where = {Segment::target_host};
  } else if (const evidence::DeadHop* hop = dead_hop_forth(scene);
             hop != nullptr && is_without_agent(scene.watch)) {
    // The next hop was believed to be there until it was asked, after the last probe had left: then
    // no error came of it, and the kernel's table is all that tells.
    fate.clue = Clue::no_neighbour;
    fate.status = Status::blocked;
    fate.cause = Cause::unreachable_host;
    fate.where = silent_next_hop(scene);
    fate.dead_hop = hop;
  } else if (scene.watch != Watch::stand_in) {
    fate.cause = unseen_cause(scene);
  } else if (scene.losses.any(scene.udp)) {
    fate.clue = Clue::overflow;
    fate.cause = Cause::local_limit;
  } else {
    fate.status = Status::blocked;
    fate.cause = Cause::dropped;
    fate.where = silent_segments(scene);
  }
  return fate;
}

// The probe was delivered, and its answer did not come back: the target's kernel would not send it,
// it has no way back, or something on the way back took it.
Fate judge_lost_answer(const Scene& scene) {
  Fate fate;
  fate.clue = Clue::answer_lost;
  fate.status = scene.udp ? Status::open : Status::blocked;
  fate.cause = Cause::return_lost;
  const evidence::ReceiptEvidence& receipt = *scene.receipt();
  fate.error = receipt.answer_error;
  if (receipt.answer_error == EPERM || receipt.answer_error == ENOBUFS) {
    fate.where = {Segment::return_target_firewall};
    // So says a full connection tracking table too.
    if (scene.losses.before_input) fate.where.insert(Segment::target_host);
  } else if (is_return_lost_for_want_of_route(scene)) {
    fate.where = {Segment::target_host};
  } else {
    // The source's host last: its reverse-path filter, or a datagram that is broken when it comes.
    fate.where = {
        Segment::return_target_firewall,
        Segment::return_network,
        Segment::return_source_firewall,
        Segment::source_host,
    };
    // The kernel took no answer and nobody told why.
    if (receipt.answered.empty()) fate.where.insert(Segment::target_host);
  }
  return fate;
}

}  // namespace oakprobe::diagnosis
