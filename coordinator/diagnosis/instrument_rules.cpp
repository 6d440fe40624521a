#include "coordinator/diagnosis/agent_remedy.hpp"
#include "coordinator/diagnosis/names.hpp"
#include "coordinator/diagnosis/rules.hpp"
#include "coordinator/diagnosis/wording.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {
namespace {

Verdict unknown(std::optional<Cause> cause, std::string message, std::string_view fix = "") {
  Verdict verdict;
  verdict.cause = cause;
  verdict.message = std::move(message);
  verdict.fix = fix;
  return verdict;
}

bool has_v4(const std::vector<IpAddress>& addresses) {
  return std::any_of(addresses.begin(), addresses.end(), [](const IpAddress& one) {
    return unmapped(one).is_v4();
  });
}

}  // namespace

std::optional<Verdict> judge_family(const Scene& scene) {
  const inventory::Flow& flow = scene.evidence->flow();
  if (!scene.dialled || flow.expect == inventory::Expect::closed) return std::nullopt;
  const bool v6 = scene.dialled->is_v6();
  if (v6 ? flow.ipv6 : flow.ipv4) return std::nullopt;
  const Names names = names_of(scene);
  const std::string family = v6 ? "an IPv6" : "an IPv4";
  const std::string who = flow.component.empty() ? "Oakestra" : flow.component;
  if (v6 && scene.dial() != nullptr && has_v4(scene.dial()->alternatives)) {
    return unknown(
        std::nullopt,
        names.address + " was dialled, but the name has an IPv4 address too, and " + who +
            " would take that one.",
        "Give the IPv4 address in the inventory."
    );
  }
  Verdict verdict;
  verdict.status = Status::blocked;
  verdict.cause = Cause::config_mismatch;
  verdict.message = who + " cannot dial " + family + " address on this flow (" + flow.id +
                    "), and " + names.target + "'s is " + names.address + ".";
  verdict.fix = "Give " + names.target + " an " + (v6 ? "IPv4" : "IPv6") + " address that " +
                names.source +
                " can reach, in Oakestra's configuration and in "
                "the inventory.";
  return verdict;
}

std::optional<Verdict> judge_instrument(const Scene& scene) {
  const PathEvidence& evidence = *scene.evidence;
  const Names names = names_of(scene);
  const AgentState source = evidence.source->agent;
  if (source == AgentState::unreachable || source == AgentState::none) {
    return unknown(
        Cause::agent_unreachable,
        agent_trouble(evidence.source_node(), *evidence.source) + ".",
        source == AgentState::none
            ? "To see this way, too, give " + names.source +
                  " an agent: take agent: none away from it in the inventory, and check again."
            : agent_remedy(evidence.source_node(), *evidence.source) + "."
    );
  }
  const bool lost = source == AgentState::lost;
  const std::optional<Cause> cause = lost ? std::optional(Cause::agent_lost) : std::nullopt;
  const std::string trouble =
      lost ? agent_trouble(evidence.source_node(), *evidence.source) + "; " : "";
  const std::string fix =
      lost ? agent_remedy(evidence.source_node(), *evidence.source) + "." : "Check again.";
  const evidence::DialEvidence* dial = evidence.dial;
  const bool silent = dial != nullptr && dial->sent.empty() && dial->connected.empty() &&
                      dial->answered.empty() && dial->failures.empty();
  if (dial == nullptr &&
      (evidence.path.address.empty() || evidence.path.address == inventory::address_auto)) {
    return unknown(
        evidence.target->agent == AgentState::lost ? Cause::agent_lost : Cause::agent_unreachable,
        names.target + "'s address is \"auto\" and its agent did not tell it: " +
            agent_trouble(evidence.target_node(), *evidence.target) + ".",
        agent_remedy(evidence.target_node(), *evidence.target) + "."
    );
  }
  if (dial == nullptr) {
    return unknown(
        cause,
        trouble + names.source + "'s agent told nothing of its probes to " + names.where + ".",
        fix
    );
  }
  if (dial->not_tried && dial->failures.empty()) {
    return unknown(
        cause,
        trouble + "the run ended before " + names.source + " was done with dialling " +
            names.where + ".",
        fix
    );
  }
  if (silent) {
    return unknown(
        cause,
        trouble + names.source + "'s agent reported no attempt to dial " + names.where + ".",
        fix
    );
  }
  return std::nullopt;
}

}  // namespace oakprobe::diagnosis
