#include "coordinator/diagnosis/judge.hpp"

#include "coordinator/diagnosis/journey.hpp"
#include "coordinator/diagnosis/rules.hpp"

#include <utility>

namespace oakprobe::diagnosis {
namespace {

// What works may not always.
Judgement held_to_losses(const Scene& scene, Judgement judgement) {
  if (judgement.status != Status::open || judgement.cause) return judgement;
  auto lossy = judge_connection_loss(scene);
  if (!lossy) return judgement;
  lossy->caveats = judgement.caveats;
  return *lossy;
}

// What a running service answers may have come to it from another address than the source's.
Judgement held_to_source(const Scene& scene, Judgement judgement) {
  const bool works = judgement.status == Status::open || judgement.status == Status::degraded;
  auto translated = works ? judge_translation(scene) : std::nullopt;
  if (!translated || (translated->status == Status::open && judgement.cause)) return judgement;
  translated->caveats = judgement.caveats;
  return *translated;
}

Judgement judge_by_rules(const Scene& scene) {
  if (auto judgement = judge_own_address(scene)) return *judgement;
  if (scene.evidence->flow().expect == inventory::Expect::closed) {
    if (auto judgement = judge_exposure(scene)) return *judgement;
    if (auto judgement = judge_instrument(scene)) return *judgement;
    return judge_closed(scene);
  }
  if (auto judgement = judge_family(scene)) return *judgement;
  if (auto judgement = judge_reconnection(scene)) return *judgement;
  if (auto judgement = judge_service(scene))
    return held_to_source(scene, held_to_losses(scene, *judgement));
  if (auto judgement = judge_success(scene))
    return held_to_source(scene, held_to_losses(scene, *judgement));
  if (auto judgement = judge_instrument(scene)) return *judgement;
  return scene.may_dial_itself ? without_network(judge_failures(scene))
                               : led_astray(scene, judge_failures(scene));
}

// Oakestra's containers take Docker's road through FORWARD and DNAT; our sockets took the host's.
bool took_another_road(const PathEvidence& evidence) {
  const inventory::Flow& flow = evidence.flow();
  const bool stand_in =
      evidence.listener != nullptr && evidence.listener->mode == evidence::ListenMode::stand_in;
  const bool at_target =
      flow.via_target == inventory::Via::docker && stand_in && evidence.target->facts.docker;
  const bool tried = evidence.dial != nullptr && evidence.dial->by_dialler;
  const bool at_source =
      flow.via_source == inventory::Via::docker && evidence.source->facts.docker && !tried;
  return at_target || at_source || is_reconnected(evidence);
}

// SYN or SYN-ACK arrived with another sequence number than it left with: some firewalls draw their
// own, and so does a SYN proxy.
bool is_rewritten(const PathEvidence& evidence) {
  if (evidence.sights == nullptr) return false;
  const evidence::PathSights& sights = *evidence.sights;
  return !sights[evidence::Sight::rewritten].empty() ||
         !sights[evidence::Sight::answer_changed].empty();
}

}  // namespace

Judgement judge(const PathEvidence& evidence) {
  const Scene scene = scene_of(evidence);
  Judgement judgement = judge_by_rules(scene);
  if (judgement.status == Status::open) {
    if (auto narrow = judge_segments(scene)) {
      narrow->caveats = judgement.caveats;
      judgement = *std::move(narrow);
    }
  }
  if (judgement.status != Status::unknown && took_another_road(evidence)) {
    judgement.caveats.insert(Caveat::docker_path);
  }
  if (is_rewritten(evidence)) judgement.caveats.insert(Caveat::sequence_rewritten);
  return judgement;
}

}  // namespace oakprobe::diagnosis
