#include "coordinator/diagnosis/joined_fate.hpp"
#include "coordinator/diagnosis/journey.hpp"
#include "coordinator/diagnosis/rules.hpp"

#include <cerrno>

namespace oakprobe::diagnosis {
namespace {

// A stand-in that could not be bound: why tells whose fault it is.
std::optional<Cause> binding_cause(const evidence::ArmedPort& listener) {
  switch (listener.error) {
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ENOBUFS:
      return Cause::local_limit;
    case EACCES:
    case EPERM:
      return Cause::not_privileged;
    default:
      return std::nullopt;
  }
}

std::optional<Cause> missing_watch_cause(const Scene& scene) {
  if (scene.watch == Watch::failed) return binding_cause(*scene.evidence->listener);
  if (scene.watch != Watch::nobody && scene.watch != Watch::agent_missing) return std::nullopt;
  switch (scene.evidence->target->agent) {
    case AgentState::unreachable:
    case AgentState::none:
      return Cause::agent_unreachable;
    case AgentState::lost:
      return Cause::agent_lost;
    case AgentState::reached:
      return std::nullopt;
  }
  return std::nullopt;
}

// An agent's evidence can be well-formed and still say nothing.
Judgement nothing_told() {
  Judgement judgement;
  judgement.rule = Rule::no_attempt_told;
  return judgement;
}

// The attempts were stopped by something that spoke.
bool is_refusal(const Scene& scene, const Fate& fate) {
  const bool unresolved = fate.clue == Clue::unresolved_name || fate.clue == Clue::host_only_name;
  // What was not sent nobody refused.
  const bool not_sent = unresolved || fate.clue == Clue::into_overlay;
  if (!is_clear(fate) || not_sent || fate.clue == Clue::bare_connect) {
    return false;
  }
  // An absent target tells nothing about its port; one that its agent saw alive cannot be reached.
  if (fate.cause == Cause::unreachable_host &&
      scene.evidence->target->agent != AgentState::reached) {
    return false;
  }
  return fate.status == Status::blocked || fate.icmp.has_value() || fate.clue == Clue::reset;
}

// The taps saw that it was not let in, or that nothing was there to take it.
bool is_shown_shut(const Scene& scene, const Fate& fate) {
  if (!fate.missed || fate.status != Status::blocked) return false;
  if (*fate.missed < evidence::Waypoint::delivered) return true;
  return *fate.missed == evidence::Waypoint::delivered && scene.watch == Watch::idle;
}

}  // namespace

Judgement judge_failures(const Scene& scene) {
  const std::vector<Fate> fates = judge_attempts(scene);
  if (fates.empty()) return nothing_told();
  JoinedFate joined = join(fates);
  Fate& fate = joined.fate;
  if (fate.status == Status::unknown && !fate.cause && fate.clue != Clue::unknown_error) {
    fate.cause = missing_watch_cause(scene);
  }
  return judgement_of(joined);
}

// Somebody got in: a probe came to a stand-in, or something at the target took the connection.
std::optional<Judgement> judge_exposure(const Scene& scene) {
  const evidence::DialEvidence* dial = scene.dial();
  const bool delivered = scene.receipt() != nullptr && !scene.receipt()->delivered.empty();
  const bool answered = dial != nullptr && !dial->answered.empty();
  bool connected = dial != nullptr && !dial->connected.empty();
  if (dial != nullptr && !scene.udp) {
    // Accepted and reset at once is accepted.
    for (const evidence::DialFailure& failure : dial->failures) {
      connected = connected || failure.stage == evidence::DialStage::exchange;
    }
  }
  if (!delivered && !answered && !connected) return std::nullopt;
  if (!delivered && !answered && is_answered_elsewhere(*scene.evidence)) return std::nullopt;
  Judgement judgement;
  judgement.rule = Rule::exposed;
  judgement.status = Status::exposed;
  return judgement;
}

// Nobody got in. That is `closed` only where something shows that it was kept out: a word of
// refusal, our own listener that got nothing, or taps. Else it may have been lost on the way there.
Judgement judge_closed(const Scene& scene) {
  const std::vector<Fate> fates = judge_attempts(scene);
  if (fates.empty()) return nothing_told();
  const JoinedFate joined = join(fates);
  const Fate& fate = joined.fate;
  const bool refused_somehow = is_refusal(scene, fate);
  const bool not_delivered = scene.watch == Watch::stand_in && fate.clue == Clue::silence;
  Judgement judgement;
  judgement.attempts = kept_of(joined);
  if (!refused_somehow && !not_delivered && !is_shown_shut(scene, fate)) {
    judgement.rule = Rule::not_shown_closed;
    if (fate.clue == Clue::local_limit || fate.clue == Clue::overflow) {
      judgement.cause = Cause::local_limit;
    } else if (fate.status == Status::unknown) {
      judgement.cause = fate.cause ? fate.cause : missing_watch_cause(scene);
    } else if (fate.cause == Cause::unreachable_host) {
      judgement.cause = missing_watch_cause(scene);
    }
    return judgement;
  }
  judgement.rule = Rule::closed;
  judgement.status = Status::closed;
  // A host without a listener refuses as a firewall does, and its own may well let others through.
  const bool empty_port = scene.watch == Watch::idle || scene.watch == Watch::not_running;
  const bool let_in = fate.missed == evidence::Waypoint::delivered && fate.passed &&
                      *fate.passed >= evidence::Waypoint::admitted;
  const bool host_refused = !scene.nat && fate.where.has(Segment::target_host) &&
                            (fate.clue == Clue::reset || fate.clue == Clue::target_error);
  if (empty_port && (let_in || host_refused)) judgement.caveats.insert(Caveat::nothing_listens_yet);
  return judgement;
}

}  // namespace oakprobe::diagnosis
