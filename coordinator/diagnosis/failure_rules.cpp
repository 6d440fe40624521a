#include "coordinator/diagnosis/fate.hpp"

#include <cerrno>
#include <netdb.h>

namespace oakprobe::diagnosis {
namespace {

Fate fate_of(Clue clue, Status status, std::optional<Cause> cause, SegmentSet where) {
  Fate fate;
  fate.clue = clue;
  fate.status = status;
  fate.cause = cause;
  fate.where = where;
  return fate;
}

bool is_v6(const Scene& scene) { return scene.dialled && scene.dialled->is_v6(); }

bool is_local_limit(const Scene& scene, int error) {
  switch (error) {
    case EAGAIN:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      return true;
    case EADDRNOTAVAIL:  // IPv4: no ephemeral port left; IPv6: no source address, so no way
      return !is_v6(scene);
    default:
      return false;
  }
}

// What the kernel says at once when it has no way. EACCES and EINVAL are those of "prohibit" and
// "blackhole" routes (ip-route(8)).
bool is_no_way(int error) {
  switch (error) {
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:
    case EACCES:
    case EINVAL:
      return true;
    default:
      return false;
  }
}

// No packet was made: the name had no address. It may have one in the host's own files, which a
// container does not read.
Fate judge_resolving(const Scene& scene, int error) {
  if (error == EAI_MEMORY || error == EAI_SYSTEM) {
    return fate_of(Clue::local_limit, Status::unknown, Cause::local_limit, {});
  }
  const evidence::DialEvidence& dial = *scene.dial();
  const bool host_only = dial.docker_names && !dial.alternatives.empty();
  return fate_of(
      host_only ? Clue::host_only_name : Clue::unresolved_name,
      Status::blocked,
      Cause::name_resolution,
      {Segment::source_host}
  );
}

// No packet was made: the source had no socket or port left, or has no address of that family.
Fate judge_opening(const Scene& scene, int error) {
  if (error == EAFNOSUPPORT || (error == EADDRNOTAVAIL && is_v6(scene))) {
    return fate_of(Clue::no_route, Status::blocked, Cause::no_route, {Segment::source_host});
  }
  // EADDRINUSE: no port is left at the source's address.
  if (is_local_limit(scene, error) || error == ENOBUFS || error == EADDRINUSE) {
    return fate_of(Clue::local_limit, Status::unknown, Cause::local_limit, {});
  }
  return fate_of(Clue::unknown_error, Status::unknown, std::nullopt, {});
}

// An errno without an ICMP error, some time after the kernel took the packet.
Fate judge_late_error(const Scene& scene, int error) {
  switch (error) {
    case ECONNREFUSED:
    case ECONNRESET:
    case EPIPE:
    case ECONNABORTED:
      // An RST leaves no ICMP error; for UDP there must have been one, whose sender nobody saw.
      return judge_target_refusal(scene, scene.udp ? Clue::unclear_error : Clue::reset, false);
    case EHOSTUNREACH:
    case ENETUNREACH:
    case ENOPROTOOPT:
    case EPROTO: {
      Fate fate = fate_of(
          Clue::late_unreachable,
          Status::blocked,
          error == EHOSTUNREACH ? Cause::unreachable_host : Cause::no_route,
          {Segment::source_host, Segment::source_firewall, Segment::network}
      );
      if (error == ENOPROTOOPT || error == EPROTO) fate.cause = Cause::rejected;
      if (!scene.nat) {
        fate.where.insert(Segment::target_firewall);
        fate.where.insert(Segment::target_host);
      }
      return fate;
    }
    default:
      return fate_of(Clue::unknown_error, Status::unknown, std::nullopt, {});
  }
}

// The kernel refused the packet, or gave it up, with a number and no ICMP error: by which number,
// and how soon, tells whether a queue, the link's size, a limit or the route did.
Fate judge_errno(const Scene& scene, const evidence::DialFailure& failure) {
  const int error = failure.error;
  if (error == ENOBUFS) {
    return fate_of(Clue::egress_queue, Status::blocked, Cause::dropped, {Segment::source_firewall});
  }
  if (error == EMSGSIZE) {
    return fate_of(Clue::own_mtu, Status::blocked, Cause::rejected, {Segment::source_host});
  }
  if (is_local_limit(scene, error)) {
    return fate_of(Clue::local_limit, Status::unknown, Cause::local_limit, {});
  }
  if (failure.stage == evidence::DialStage::send && is_no_way(error)) {
    return fate_of(Clue::no_route, Status::blocked, Cause::no_route, {Segment::source_host});
  }
  return judge_late_error(scene, error);
}

}  // namespace

Fate judge_failure(const Scene& scene, const evidence::DialFailure& failure) {
  Fate fate;
  if (failure.stage == evidence::DialStage::resolve) {
    fate = judge_resolving(scene, failure.error);
  } else if (failure.stage == evidence::DialStage::open) {
    fate = judge_opening(scene, failure.error);
  } else if (failure.stage == evidence::DialStage::overlay) {
    fate = fate_of(
        Clue::into_overlay, Status::blocked, Cause::config_mismatch, {Segment::source_host}
    );
  } else if (failure.error == EPERM && !failure.icmp && scene.losses.tracking_at_sender) {
    // So says a full connection tracking table too (nf_conntrack_in, NF_DROP on the way out).
    fate = fate_of(Clue::overflow, Status::unknown, Cause::local_limit, {});
  } else if (failure.error == EPERM) {
    const bool told = failure.icmp && origin_of(scene, failure.icmp->from) == Origin::source;
    const bool told_by_own_host =
        failure.icmp && scene.same_host && origin_of(scene, failure.icmp->from) != Origin::third;
    fate =
        told || told_by_own_host
            ? fate_of(
                  Clue::send_rejected, Status::blocked, Cause::rejected, {Segment::source_firewall}
              )
            : fate_of(
                  Clue::send_refused, Status::blocked, Cause::dropped, {Segment::source_firewall}
              );
  } else if (failure.error == ENOKEY || failure.error == EDESTADDRREQ) {
    // WireGuard: the address is no peer's, or the peer has no endpoint yet.
    fate = fate_of(Clue::no_route, Status::blocked, Cause::no_route, {Segment::source_host});
  } else if (failure.icmp) {
    fate = judge_icmp(scene, failure);
    fate.unheard = failure.unheard;
    return fate;
  } else {
    fate = judge_errno(scene, failure);
  }
  fate.error = failure.error;
  fate.icmp = failure.icmp;
  return fate;
}

}  // namespace oakprobe::diagnosis
