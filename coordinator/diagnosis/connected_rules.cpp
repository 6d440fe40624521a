#include "coordinator/diagnosis/fate.hpp"

#include <algorithm>
#include <cerrno>

namespace oakprobe::diagnosis {
namespace {

// A connection without a probe that the stand-in saw may have been this path's: it came from the
// source, or from an address that is no node's of the inventory (the source behind a NAT).
bool may_be_ours(const Scene& scene, const IpAddress& peer) {
  const PathEvidence& evidence = *scene.evidence;
  const IpAddress from = unmapped(peer);
  for (const IpAddress& own : evidence.source->facts.addresses) {
    if (unmapped(own) == from) return true;
  }
  const auto& nodes = evidence.inventory->nodes;
  return from.is_loopback() ||
         std::none_of(nodes.begin(), nodes.end(), [&](const inventory::Node& node) {
           return &node != &evidence.source_node() && node.address.ip() == from;
         });
}

// The target's own Docker may send a published port to a container without a listener in sight.
bool target_may_forward(const Scene& scene) { return scene.evidence->target->facts.docker; }

// The handshake came to an end, and nobody at the target tells with whom: it proves nothing.
Fate unwatched(const Scene& scene, Clue clue) {
  Fate fate = judge_silence(scene);
  fate.clue = clue;
  // The handshake was completed by something, although the target's agent says nothing listens.
  const bool contradicts = scene.watch == Watch::not_running;
  if (!contradicts) return fate;
  fate.status = Status::unknown;
  fate.cause = Cause::conflicting_evidence;
  fate.where = {};
  return fate;
}

}  // namespace

bool stand_in_saw_a_stranger(const Scene& scene) {
  const auto& strangers = scene.evidence->target->strangers;
  if (strangers.size() >= evidence::strangers_max) return true;  // some may be missing
  const ListenPort port = scene.evidence->listener->port;
  return std::any_of(strangers.begin(), strangers.end(), [&](const evidence::Stranger& one) {
    return one.port == port && may_be_ours(scene, one.from);
  });
}

// The handshake came to an end, and the exchange with our own stand-in did not. Bytes that are not
// its own: something else answered. A reset or an end: a device let the handshake through and
// closed what followed. Silence: it let nothing else through.
Fate judge_connected(const Scene& scene, const evidence::DialFailure* failure) {
  if (scene.watch != Watch::stand_in) return unwatched(scene, Clue::bare_connect);
  if (scene.evidence->dial_mode != evidence::DialMode::exchange && failure == nullptr) {
    Fate fate;
    fate.clue = Clue::bare_connect;
    return fate;
  }
  Fate fate;
  fate.status = Status::blocked;
  fate.where = {Segment::network};
  if (!scene.nat) fate.where.insert(Segment::target_firewall);
  if (failure != nullptr && failure->foreign_answer) {
    fate.clue = Clue::foreign_answer;
    fate.cause = Cause::intercepted;
    if (!target_may_forward(scene)) fate.where = {Segment::network};
  } else if (failure != nullptr && failure->icmp) {
    return judge_icmp(scene, *failure);
  } else if (failure != nullptr && (failure->error == ECONNRESET || failure->error == EPIPE)) {
    fate.clue = Clue::late_reset;
    fate.cause = Cause::rejected;
  } else if (failure != nullptr && failure->end_of_stream) {
    fate.clue = Clue::early_close;
    const bool intercepted = !stand_in_saw_a_stranger(scene);
    fate.cause = intercepted ? Cause::intercepted : Cause::dropped;
    if (intercepted && !target_may_forward(scene)) fate.where = {Segment::network};
  } else if (scene.losses.any(false)) {
    fate.clue = Clue::overflow;
    fate.status = Status::unknown;
    fate.cause = Cause::local_limit;
    fate.where = {};
  } else {
    fate.clue = Clue::mute;
    fate.cause = Cause::dropped;
  }
  if (failure != nullptr) fate.error = failure->error;
  return fate;
}

}  // namespace oakprobe::diagnosis
