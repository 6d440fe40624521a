#include "coordinator/diagnosis/fate.hpp"
#include "coordinator/diagnosis/icmp_kind.hpp"
#include "coordinator/diagnosis/neighbour_rules.hpp"

#include <cerrno>

namespace oakprobe::diagnosis {
namespace {

// A link too small for 64 bytes is no `mtu`: that cause means that small probes pass.
Cause router_cause(IcmpKind kind) {
  switch (kind) {
    case IcmpKind::host_unreachable:
      return Cause::unreachable_host;
    case IcmpKind::net_unreachable:
      return Cause::no_route;
    case IcmpKind::time_exceeded:
      return Cause::dropped;
    default:
      return Cause::rejected;
  }
}

Fate blocked(Clue clue, Cause cause, SegmentSet where) {
  Fate fate;
  fate.clue = clue;
  fate.status = Status::blocked;
  fate.cause = cause;
  fate.where = where;
  return fate;
}

// The source's own kernel speaks: its firewall's REJECT, or nobody at the next hop (after 3 s).
Fate from_source(const Scene& scene, IcmpKind kind) {
  if (kind == IcmpKind::too_big)
    return blocked(Clue::own_mtu, Cause::rejected, {Segment::source_host});
  if (kind != IcmpKind::host_unreachable) {
    return blocked(Clue::own_reject, Cause::rejected, {Segment::source_firewall});
  }
  if (const auto* question = unanswered_question(scene))
    return blocked(Clue::silent_neighbour, Cause::unreachable_host, span_of(*question));
  if (wrong_device(scene) != nullptr)
    return blocked(Clue::wrong_way, Cause::unreachable_host, silent_next_hop(scene));
  Fate fate = blocked(Clue::no_neighbour, Cause::unreachable_host, silent_next_hop(scene));
  fate.dead_hop = dead_hop_forth(scene);
  return fate;
}

// The target's own address speaks. Whether a host without a listener says so, or a filter in its
// place, follows from the error's kind, and from who listened there.
Fate from_target(const Scene& scene, IcmpKind kind) {
  // A host without a listener says port-unreachable for UDP and a reset for TCP, nothing else
  // (RFC 1122 §4.1.3.1, RFC 9293 §3.10.7.1).
  const bool by_filter = kind != IcmpKind::port_unreachable || !scene.udp;
  if (kind == IcmpKind::too_big || kind == IcmpKind::time_exceeded) {
    return blocked(
        Clue::target_error, router_cause(kind), {Segment::network, Segment::target_firewall}
    );
  }
  if (scene.watch == Watch::nobody &&
      (kind == IcmpKind::host_unreachable || kind == IcmpKind::net_unreachable)) {
    // The dialled address may be a NAT's, whose inner host is away: no agent told.
    return blocked(
        Clue::target_error,
        router_cause(kind),
        {Segment::network, Segment::target_firewall, Segment::target_host}
    );
  }
  Fate fate = judge_target_refusal(scene, Clue::target_error, by_filter);
  // It may forward the port to a container or machine that is away.
  const bool forwards = kind == IcmpKind::host_unreachable || kind == IcmpKind::net_unreachable;
  if (forwards && fate.status == Status::blocked) fate.where.insert(Segment::target_host);
  return fate;
}

}  // namespace

// An ICMP error came back. Who sent it has the packet's last known place: the source's own kernel,
// a router (then it is the network, whatever it says), the dialled address, which behind a NAT is a
// router's too, or the target. An address that both ends have tells nothing.
Fate judge_icmp(const Scene& scene, const evidence::DialFailure& failure) {
  const IcmpKind kind = kind_of(*failure.icmp);
  Fate fate;
  switch (origin_of(scene, failure.icmp->from)) {
    case Origin::source:
      fate = from_source(scene, kind);
      break;
    case Origin::third:
      fate = blocked(Clue::router_error, router_cause(kind), {Segment::network});
      break;
    case Origin::dialled:
      if (scene.nat) {
        fate = blocked(Clue::forward_error, router_cause(kind), {Segment::network});
        break;
      }
      [[fallthrough]];
    case Origin::target:
      fate = from_target(scene, kind);
      break;
    case Origin::unclear:
      fate = judge_target_refusal(scene, Clue::unclear_error, false);
      break;
  }
  fate.error = failure.error;
  fate.icmp = failure.icmp;
  return fate;
}

// The target says no. With our own listener there, a filter spoke in its place; where nobody
// listens, the host itself may have; and without its agent's word nothing is known of who listens.
Fate judge_target_refusal(const Scene& scene, Clue clue, bool by_filter) {
  Fate fate;
  fate.clue = clue;
  switch (scene.watch) {
    case Watch::stand_in_lost:
      fate.cause = Cause::agent_lost;
      return fate;
    case Watch::busy:
      fate.cause = Cause::agent_busy;
      return fate;
    case Watch::used_as_source:
      fate.cause = Cause::port_used_as_source;
      return fate;
    case Watch::failed:
    case Watch::agent_missing:  // without an agent nothing listens there: that tells nothing
      return fate;
    case Watch::not_running:
      return blocked(clue, Cause::not_running, {Segment::target_host});
    default:
      break;
  }
  const bool own_listener = scene.watch == Watch::stand_in;
  fate.status = Status::blocked;
  fate.cause = own_listener || by_filter ? Cause::rejected : Cause::refused;
  fate.where = {Segment::network};
  // A reset has no sender of its own, and on one host every error has the same: the source's
  // firewall can speak for the target.
  const bool forgeable =
      clue == Clue::unclear_error || scene.same_host || (clue == Clue::reset && own_listener);
  if (forgeable) fate.where.insert(Segment::source_firewall);
  // Only an ICMP error from an address of the target's own is known to come from behind the NAT.
  if (scene.nat && clue != Clue::target_error) {
    fate.cause = Cause::rejected;
    return fate;
  }
  fate.where.insert(Segment::target_firewall);
  const bool nothing_listens = !own_listener && !by_filter;
  if (nothing_listens || scene.other_bind) fate.where.insert(Segment::target_host);
  return fate;
}

}  // namespace oakprobe::diagnosis
