#include "coordinator/diagnosis/judge.hpp"

#include "coordinator/diagnosis/journey.hpp"
#include "coordinator/diagnosis/names.hpp"
#include "coordinator/diagnosis/rules.hpp"

#include <string_view>
#include <utility>

namespace oakprobe::diagnosis {
namespace {

// What works may not always.
Verdict held_to_losses(const Scene& scene, Verdict verdict) {
  if (verdict.status != Status::open || verdict.cause) return verdict;
  auto lossy = judge_connection_loss(scene);
  if (!lossy) return verdict;
  lossy->caveats = std::move(verdict.caveats);
  return *lossy;
}

// What a running service answers may have come to it from another address than the source's.
Verdict held_to_source(const Scene& scene, Verdict verdict) {
  const bool works = verdict.status == Status::open || verdict.status == Status::degraded;
  auto translated = works ? judge_translation(scene) : std::nullopt;
  if (!translated || (translated->status == Status::open && verdict.cause)) return verdict;
  translated->caveats = std::move(verdict.caveats);
  return *translated;
}

Verdict judge_by_rules(const Scene& scene) {
  if (auto verdict = judge_own_address(scene)) return *verdict;
  if (scene.evidence->flow().expect == inventory::Expect::closed) {
    if (auto verdict = judge_exposure(scene)) return *verdict;
    if (auto verdict = judge_instrument(scene)) return *verdict;
    return judge_closed(scene);
  }
  if (auto verdict = judge_family(scene)) return *verdict;
  if (auto verdict = judge_reconnection(scene)) return *verdict;
  if (auto verdict = judge_service(scene))
    return held_to_source(scene, held_to_losses(scene, std::move(*verdict)));
  if (auto verdict = judge_success(scene))
    return held_to_source(scene, held_to_losses(scene, std::move(*verdict)));
  if (auto verdict = judge_instrument(scene)) return *verdict;
  return scene.may_dial_itself ? without_network(scene, judge_failures(scene))
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

Verdict judge(const PathEvidence& evidence) {
  const Scene scene = look_at(evidence);
  Verdict verdict = judge_by_rules(scene);
  if (verdict.status == Status::open) {
    if (auto narrow = judge_segments(scene)) {
      narrow->caveats = std::move(verdict.caveats);
      verdict = *std::move(narrow);
    }
  }
  if (verdict.status != Status::unknown && took_another_road(evidence)) {
    verdict.caveats.push_back(Caveat::docker_path);
  }
  if (is_rewritten(evidence)) verdict.caveats.push_back(Caveat::sequence_rewritten);
  // A name at the start of a sentence keeps its case; our own words do not.
  for (const std::string_view word : {"nobody ", "the ", "no agent "}) {
    if (verdict.message.starts_with(word))
      verdict.message.front() = word.front() == 't' ? 'T' : 'N';
  }
  return verdict;
}

std::string message_of(const PathEvidence& evidence, const Verdict& verdict) {
  if (!verdict.message.empty()) return verdict.message;
  return opened_sentence(
      {evidence.source_node(),
       evidence.target_node(),
       evidence.flow().protocol,
       evidence.path.address,
       evidence.path.port,
       evidence.dial}
  );
}

}  // namespace oakprobe::diagnosis
