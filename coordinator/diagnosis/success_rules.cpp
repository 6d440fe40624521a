#include "coordinator/diagnosis/addresses.hpp"
#include "coordinator/diagnosis/closer_look.hpp"
#include "coordinator/diagnosis/joined_fate.hpp"
#include "coordinator/diagnosis/journey.hpp"
#include "coordinator/diagnosis/rules.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace oakprobe::diagnosis {
namespace {

bool delivered_any(const Scene& scene) {
  return scene.receipt() != nullptr && !scene.receipt()->delivered.empty();
}

bool answered_any(const Scene& scene) {
  return scene.dial() != nullptr && !scene.dial()->answered.empty();
}

// An answer proves a stand-in: who denies one contradicts it.
bool is_denied(const Scene& scene) {
  if (delivered_any(scene)) return false;
  switch (scene.watch) {
    case Watch::stand_in_lost:
    case Watch::nobody:
    case Watch::agent_missing:
      return false;
    default:
      return true;
  }
}

// The target took probes that the source says it never sent: one of the two is wrong.
bool is_never_sent(const Scene& scene) {
  if (scene.dial() == nullptr || scene.dial()->not_tried || !delivered_any(scene)) return false;
  return (scene.receipt()->delivered.bits() & ~scene.dial()->sent.bits()) != 0;
}

Judgement conflict(Rule rule) {
  Judgement judgement;
  judgement.rule = rule;
  judgement.cause = Cause::conflicting_evidence;
  return judgement;
}

// Something on the way back changes where answers come from.
Judgement answered_from_elsewhere() {
  Judgement judgement;
  judgement.rule = Rule::answered_from_elsewhere;
  judgement.status = Status::open;
  judgement.cause = Cause::return_lost;
  judgement.where = {
      Segment::return_target_firewall, Segment::return_network, Segment::return_source_firewall};
  return judgement;
}

// Addresses that peers of the source's inventory entry dial to reach it.
bool is_where_peers_dial(const Scene& scene, const IpAddress& observed) {
  const PathEvidence& evidence = *scene.evidence;
  const inventory::Node& source = evidence.source_node();
  const auto& literal = source.address.ip();
  if (literal == observed) return true;
  // A name, or "auto": the source's own addresses are the best that is known.
  if (!literal && owns(*evidence.source, observed).value_or(true)) return true;
  return std::any_of(
      source.dial.begin(),
      source.dial.end(),
      [&](const inventory::DialException& one) {
        return one.address && one.address->ip() == observed;
      }
  );
}

enum class Rewriting { none, harmless, fatal };

Rewriting rewriting_of(const Scene& scene) {
  const auto seen = observed_source(scene);
  if (!seen) return Rewriting::none;
  const PathEvidence& evidence = *scene.evidence;
  const IpAddress& observed = *seen;
  // On one host the kernel may take the target's own address as the source's.
  const bool self = scene.same_host || evidence.path.id.source == evidence.path.id.target;
  if (self || observed.is_unspecified() || observed.is_loopback()) return Rewriting::none;
  if (needs_source(evidence)) {
    return is_where_peers_dial(scene, observed) ? Rewriting::none : Rewriting::fatal;
  }
  return owns(*evidence.source, observed).value_or(true) ? Rewriting::none : Rewriting::harmless;
}

Judgement rewritten(Rewriting rewriting) {
  const bool fatal = rewriting == Rewriting::fatal;
  Judgement judgement;
  judgement.rule = fatal ? Rule::source_rewritten : Rule::source_translated;
  judgement.status = fatal ? Status::blocked : Status::open;
  judgement.cause = Cause::source_rewritten;
  judgement.where = {Segment::source_firewall, Segment::network, Segment::target_firewall};
  return judgement;
}

Judgement opened() {
  Judgement judgement;
  judgement.status = Status::open;
  return judgement;
}

}  // namespace

std::optional<IpAddress> observed_source(const Scene& scene) {
  if (delivered_any(scene)) return unmapped(scene.receipt()->observed_source);
  return scene.evidence->seen_source;
}

// The target sees another address than the source's own. Tunnels do not mind; a flow by which the
// target dials back what it saw reaches somebody else then.
std::optional<Judgement> judge_translation(const Scene& scene) {
  const Rewriting rewriting = rewriting_of(scene);
  if (rewriting == Rewriting::none) return std::nullopt;
  return rewritten(rewriting);
}

// An authentic probe arrived, or an authentic answer came back: nothing on the way stops them all.
std::optional<Judgement> judge_success(const Scene& scene) {
  const bool delivered = delivered_any(scene);
  const bool answered = answered_any(scene);
  if (answered && is_denied(scene)) return conflict(Rule::unreported_delivery);
  if (is_never_sent(scene)) return conflict(Rule::never_sent);
  const bool connected_only = scene.evidence->dial_mode != evidence::DialMode::exchange;
  if (!scene.udp && connected_only && is_confirmed(*scene.evidence) &&
      !is_redirected_inside(*scene.evidence))
    return opened();
  // Data over TCP needs the handshake's way back. So what was delivered counts where the source
  // can tell no more, and only there.
  const bool source_silent = scene.dial() == nullptr;
  if (!answered && !arrived_late(scene) && !(delivered && (scene.udp || source_silent)))
    return std::nullopt;

  const Rewriting rewriting = rewriting_of(scene);
  if (rewriting == Rewriting::fatal) return rewritten(rewriting);
  if (auto judgement = judge_closer_look(scene)) return judgement;
  // A wait that the end of the run cut short is no lost answer.
  const bool waited = !source_silent && !scene.dial()->sent.empty() && !scene.dial()->not_tried;
  if (!answered && delivered && waited && scene.dial()->answered_from)
    return answered_from_elsewhere();
  if (!answered && delivered && waited) {
    const auto attempt = static_cast<unsigned>(std::countr_zero(scene.receipt()->delivered.bits()));
    Fate fate = retrace(scene, attempt, 1, judge_lost_answer(scene));
    fate.attempt = static_cast<std::uint8_t>(attempt);
    const std::array fates{count_in(scene, std::move(fate), 1)};
    return judgement_of(join(fates));
  }
  if (rewriting == Rewriting::harmless) return rewritten(rewriting);
  if (auto judgement = judge_single_loss(scene)) return judgement;
  return opened();
}

}  // namespace oakprobe::diagnosis
