#pragma once

#include <cstdint>

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

}  // namespace oakprobe::diagnosis
