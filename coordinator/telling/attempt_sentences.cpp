#include "coordinator/telling/attempt_sentences.hpp"

#include "base/printable.hpp"
#include "coordinator/diagnosis/inner_devices.hpp"
#include "coordinator/diagnosis/journey.hpp"
#include "coordinator/telling/dead_hop_wording.hpp"
#include "coordinator/telling/error_text.hpp"
#include "coordinator/telling/wording.hpp"

namespace oakprobe::telling {
namespace {

// What a connection alone tells, and what the service made of our question.
std::string service_clause(const Scene& scene) {
  const auto& service = scene.dial()->service;
  if (!service) return ", which alone proves nothing";
  switch (service->kind) {
    case evidence::AnswerKind::silent:
      return ", and what listens there answered nothing, which proves nothing";
    case evidence::AnswerKind::closed:
      return ", and was hung up on without an answer, which proves nothing";
    default:
      return ", and what came back (" + excerpt(service->said) +
             ") does not tell what speaks there";
  }
}

}  // namespace

std::string lost_answer_sentence(const Scene& scene, const Fate& fate, const Names& names) {
  const std::string arrived = names.source + "'s " + (scene.udp ? "probes" : "connection") +
                              " to " + names.where + (scene.udp ? " arrive" : " arrives");
  if (fate.error != 0) {
    return arrived + ", but " + names.target + "'s kernel refused to send the answer (" +
           errno_text(fate.error) + ")";
  }
  if (fate.dead_hop != nullptr)
    return arrived + ", but the answer meets an unreachable host: " + dead_hop_clause(fate, names);
  if (fate.where == SegmentSet{Segment::target_host}) {
    return arrived + ", but " + names.target + " has no route back to " +
           unmapped(scene.receipt()->observed_source).to_string();
  }
  return arrived + ", but no answer came back";
}

std::string connected_sentence(const Scene& scene, const Fate& fate, const Names& names) {
  const std::string connected = names.source + " connected to " + names.where;
  switch (fate.clue) {
    case Clue::foreign_answer:
      return connected + ", but something else answered than our stand-in on " + names.target;
    case Clue::early_close:
      return connected + ", but the connection was closed and our stand-in on " + names.target +
             (fate.cause == Cause::intercepted ? " saw none of it" : " got no probe");
    case Clue::late_reset:
      return connected + ", but the connection was reset before the probe arrived";
    case Clue::mute:
      return connected + ", but what it sent then did not arrive";
    default:
      if (is_redirected_inside(*scene.evidence))
        return connected + service_clause(scene) + ": rules of " + names.target +
               "'s own lead it from " + names.listen_port + " to another port";
      return connected + service_clause(scene) + ": " + unwatched_reason(scene);
  }
}

std::string wrong_way_sentence(const Scene& scene, const Names& names) {
  const NodeObservation& source = *scene.evidence->source;
  const evidence::InnerWay* way = way_to(source, *scene.dialled);
  const evidence::InnerDevice& device = *device_of(source, way);
  std::string text =
      names.source + "'s route to " + names.address + " leads to " + excerpt(device.name);
  for (const IpPrefix& network : device.networks) {
    if (!network.contains(way->gateway.value_or(*scene.dialled))) continue;
    text += " (" + network.to_string() + ")";
    break;
  }
  if (wraps(device)) return text + ", which is down: nothing reads it";
  const char* what = device.kind == evidence::DeviceKind::bridge ? ", a bridge of its own"
                                                                 : ", a device of its own";
  return text + what + ", and nobody answers there";
}

}  // namespace oakprobe::telling
