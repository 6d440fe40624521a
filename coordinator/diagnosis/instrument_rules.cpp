#include "coordinator/diagnosis/rules.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {
namespace {

Judgement unknown(Rule rule, std::optional<Cause> cause) {
  Judgement judgement;
  judgement.rule = rule;
  judgement.cause = cause;
  return judgement;
}

bool has_v4(const std::vector<IpAddress>& addresses) {
  return std::any_of(addresses.begin(), addresses.end(), [](const IpAddress& one) {
    return unmapped(one).is_v4();
  });
}

// It began, and reported no attempt at all.
bool is_silent(const evidence::DialEvidence& dial) {
  return dial.sent.empty() && dial.connected.empty() && dial.answered.empty() &&
         dial.failures.empty();
}

}  // namespace

// Our dialler takes any address; Oakestra's own program takes one family, or prefers it. Then the
// probes may get through on a way that no packet of Oakestra's will ever go.
std::optional<Judgement> judge_family(const Scene& scene) {
  const inventory::Flow& flow = scene.evidence->flow();
  if (!scene.dialled || flow.expect == inventory::Expect::closed) return std::nullopt;
  const bool v6 = scene.dialled->is_v6();
  if (v6 ? flow.ipv6 : flow.ipv4) return std::nullopt;
  if (v6 && scene.dial() != nullptr && has_v4(scene.dial()->alternatives))
    return unknown(Rule::other_family, std::nullopt);
  Judgement judgement = unknown(Rule::impossible_family, Cause::config_mismatch);
  judgement.status = Status::blocked;
  return judgement;
}

// No packet tells anything: there was no agent to send one, none knew where to, or the run was over
// before its turn.
std::optional<Judgement> judge_instrument(const Scene& scene) {
  const PathEvidence& evidence = *scene.evidence;
  const AgentState source = evidence.source->agent;
  if (source == AgentState::unreachable || source == AgentState::none)
    return unknown(Rule::source_without_agent, Cause::agent_unreachable);
  const std::optional<Cause> cause =
      source == AgentState::lost ? std::optional(Cause::agent_lost) : std::nullopt;
  const evidence::DialEvidence* dial = evidence.dial;
  if (dial == nullptr && (evidence.path.address->empty() || evidence.path.address->is_auto())) {
    const bool lost = evidence.target->agent == AgentState::lost;
    return unknown(
        Rule::target_without_address, lost ? Cause::agent_lost : Cause::agent_unreachable
    );
  }
  if (dial == nullptr) return unknown(Rule::source_told_nothing, cause);
  if (dial->not_tried && dial->failures.empty()) return unknown(Rule::run_cut_short, cause);
  if (is_silent(*dial)) return unknown(Rule::nothing_dialled, cause);
  return std::nullopt;
}

}  // namespace oakprobe::diagnosis
