#pragma once

#include "coordinator/diagnosis/loss_counters.hpp"
#include "coordinator/diagnosis/scene.hpp"
#include "coordinator/diagnosis/verdict.hpp"
#include "evidence/waypoint.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace oakprobe::diagnosis {

// What the judgement of one failed attempt rests on.
enum class Clue : std::uint8_t {
  silence,
  stopped,             // silence, and taps saw how far it came
  ingress_hook,        // so; between the interface and the host's own filters
  foreign_address,     // so; it arrived for an address that is not the target's
  own_source,          // so; it came from an address that the target has itself
  not_taken,           // so; it was let in, and no socket took it
  corrupted,           // so; with a wrong checksum, which a kernel throws away before any socket
  answered_elsewhere,  // TCP: connected, and the target's taps saw no SYN of it
  diverted,            // TCP: the source's own rules send it elsewhere
  bound_to_loopback,   // whatever else stops it: its owner listens on a loopback address only
  redirected,          // it came to the target, whose own rules lead it to another port or address
  unresolved_name,
  host_only_name,    // a container does not read the host's files, which have the name
  local_limit,       // the source's own kernel had none left, or may have had none
  overflow,          // silence, while a kernel's queue or table ran over
  send_refused,      // EPERM
  send_rejected,     // EPERM, and an ICMP error of the source's own
  egress_queue,      // ENOBUFS
  into_overlay,      // not dialled: the route leads into NetManager's own interface
  no_route,          // refused at once for want of a route or an address
  late_unreachable,  // unreachable, and nobody told who says so
  own_reject,        // the source's own kernel sent an ICMP error: its firewall
  no_neighbour,      // the source's own kernel found nobody at the next hop
  silent_neighbour,  // so; and the target was asked on the link, and did not answer
  wrong_way,         // so; and its route leads to guests of its own only
  kept_inside,       // taps saw it on a device of the source's, and never leave the machine
  own_mtu,
  router_error,    // an ICMP error from neither end
  forward_error,   // refused at a dialled address that is not the target's own
  target_error,    // an ICMP error from the target
  unclear_error,   // an ICMP error, or its errno, of unknown origin
  reset,           // TCP: an RST for the handshake
  late_reset,      // TCP: connected, then an RST
  foreign_answer,  // TCP: connected, bytes came that are not the stand-in's
  early_close,     // TCP: connected, then closed in order without an answer
  mute,            // TCP: connected, then silence
  bare_connect,    // TCP: connected; nothing more was asked
  answer_lost,     // delivered, and no answer came back
  unknown_error,
};

// One failed attempt, judged by itself.
struct Fate {
  Clue clue = Clue::silence;
  Status status = Status::unknown;
  std::optional<Cause> cause;
  SegmentSet where;
  std::int32_t error = 0;
  std::optional<evidence::IcmpError> icmp;
  // What taps told of it, if they told anything: the last waypoint that is proved, and the first
  // one missed behind it.
  std::optional<evidence::Waypoint> passed;
  std::optional<evidence::Waypoint> missed;
  // It came to the target's interface for another machine's link-layer address.
  bool misdelivered = false;
  // What the kernels counted meanwhile, at least as often as attempts failed.
  std::vector<CountedLoss> losses;
  // The source's packet tap saw the ICMP error, and its firewall kept it from the socket.
  bool unheard = false;
  // Where what the source sent, or the target's answer, found nobody. Of the node's evidence.
  const evidence::DeadHop* dead_hop = nullptr;
};

// The same judgement in the light of what taps saw of the attempt; `attempts` failed in all.
[[nodiscard]] Fate retrace(const Scene& scene, unsigned attempt, std::size_t attempts, Fate fate);

// The same judgement in the light of what both kernels counted; `attempts` failed in all.
[[nodiscard]] Fate count_in(const Scene& scene, Fate fate, std::size_t attempts);

// Something spoke; silence may be loss, or a limit on ICMP errors.
[[nodiscard]] bool is_clear(const Fate& fate);
[[nodiscard]] bool is_same_judgement(const Fate& a, const Fate& b);

// Every attempt of the path that was neither delivered nor answered, in order.
[[nodiscard]] std::vector<Fate> judge_attempts(const Scene& scene);

// The rules, by what there is to go by.
[[nodiscard]] Fate judge_silence(const Scene& scene);
[[nodiscard]] Fate judge_failure(const Scene& scene, const evidence::DialFailure& failure);
[[nodiscard]] Fate judge_icmp(const Scene& scene, const evidence::DialFailure& failure);
[[nodiscard]] Fate judge_connected(const Scene& scene, const evidence::DialFailure* failure);
// The stand-in took a connection without a probe that may have been this path's.
[[nodiscard]] bool stand_in_saw_a_stranger(const Scene& scene);
// Delivered, the way back failed. UDP: the path stays open.
[[nodiscard]] Fate judge_lost_answer(const Scene& scene);
// Something that speaks for the target says no, and only its watch tells what that means.
// by_filter: such a word comes from filters only, never from a host without a listener.
[[nodiscard]] Fate judge_target_refusal(const Scene& scene, Clue clue, bool by_filter);

}  // namespace oakprobe::diagnosis
