#include "coordinator/diagnosis/journey.hpp"
#include "coordinator/diagnosis/rules.hpp"

namespace oakprobe::diagnosis {
namespace {

using evidence::AnswerKind;

// The target's agent says that nothing listens there. A port that Docker publishes without its
// proxy needs no listener.
bool is_denied(const Scene& scene) {
  switch (scene.watch) {
    case Watch::idle:
    case Watch::not_running:
    case Watch::used_as_source:
      // Nor does one that a rule of the target's own leads to another.
      return !scene.evidence->target->facts.docker && !is_redirected(*scene.evidence);
    default:
      return false;
  }
}

Judgement judged(Rule rule, Status status) {
  Judgement judgement;
  judgement.rule = rule;
  judgement.status = status;
  return judgement;
}

// What took the connection, or answered, is not what the target's agent sees there.
Judgement denied() {
  Judgement judgement = judged(Rule::service_denied, Status::unknown);
  judgement.cause = Cause::conflicting_evidence;
  return judgement;
}

// The target's own instruments saw this very connection, or a probe, arrive.
bool is_seen_at_target(const Scene& scene) {
  return (scene.receipt() != nullptr && !scene.receipt()->delivered.empty()) ||
         is_confirmed(*scene.evidence);
}

// It answered as itself, which only such a service can. Whether it runs on the target, the target's
// instruments tell.
Judgement answered(const Scene& scene) {
  if (is_denied(scene)) return denied();
  Judgement judgement = judged(Rule::service_answers, Status::open);
  if (!is_seen_at_target(scene)) judgement.caveats.insert(Caveat::unconfirmed);
  return judgement;
}

// Its protocol, and an answer that another server may give, or the service in trouble.
Judgement doubtful(const Scene& scene) {
  if (is_denied(scene)) return denied();
  const bool at_target = is_seen_at_target(scene) || scene.watch == Watch::live;
  Judgement judgement = judged(Rule::service_doubtful, at_target ? Status::open : Status::unknown);
  if (at_target) judgement.caveats.insert(Caveat::unconfirmed);
  return judgement;
}

SegmentSet where_wrong(const Scene& scene) {
  if (is_seen_at_target(scene) && is_redirected(*scene.evidence))
    return {Segment::target_firewall, Segment::target_host};
  if (is_seen_at_target(scene)) return {Segment::target_host};
  if (scene.nat) return {Segment::network};
  return {Segment::network, Segment::target_host};
}

// Something answers that is not the service.
Judgement wrong_service(const Scene& scene) {
  Judgement judgement = judged(Rule::other_service, Status::blocked);
  judgement.cause = Cause::wrong_service;
  judgement.where = where_wrong(scene);
  return judgement;
}

}  // namespace

// A proxy on the target takes the connection and makes one of its own to the container: the service
// sees the target's own bridge as its peer.
std::optional<Judgement> judge_reconnection(const Scene& scene) {
  if (!needs_source(*scene.evidence) || !is_reconnected(*scene.evidence)) return std::nullopt;
  const auto& service = scene.dial()->service;
  if (service && service->kind == AnswerKind::other) return std::nullopt;  // worse
  Judgement judgement = judged(Rule::taken_by_proxy, Status::blocked);
  judgement.cause = Cause::source_rewritten;
  judgement.where = {Segment::target_firewall, Segment::target_host};
  return judgement;
}

// A running service was asked a question that only it answers as it should.
std::optional<Judgement> judge_service(const Scene& scene) {
  if (scene.dial() == nullptr || !scene.dial()->service) return std::nullopt;
  // Whatever it says, it is not the target.
  if (is_answered_elsewhere(*scene.evidence)) return std::nullopt;
  switch (scene.dial()->service->kind) {
    case AnswerKind::itself:
    case AnswerKind::certificate:
      return answered(scene);
    case AnswerKind::other:
      return wrong_service(scene);
    case AnswerKind::doubtful:
      return doubtful(scene);
    case AnswerKind::closed:
    case AnswerKind::silent:
      // Without the target's word something on the way may have taken the connection.
      if (!is_seen_at_target(scene) || is_redirected_inside(*scene.evidence)) return std::nullopt;
      return is_denied(scene) ? denied() : judged(Rule::service_silent, Status::open);
    case AnswerKind::unclear:
      // Bytes came that no service is known by.
      if (is_seen_at_target(scene)) return judged(Rule::service_unclear, Status::unknown);
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace oakprobe::diagnosis
