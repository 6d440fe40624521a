#include "coordinator/report/already_told.hpp"

#include "coordinator/diagnosis/cause_card.hpp"
#include "coordinator/diagnosis/finding_kind.hpp"
#include "coordinator/diagnosis/known_path.hpp"
#include "coordinator/diagnosis/tunnel_state.hpp"
#include "coordinator/telling/tell_finding.hpp"

#include <algorithm>

namespace oakprobe::report {

using diagnosis::AgentState;
using diagnosis::Finding;
using diagnosis::FinishedPath;

void AlreadyTold::note(const FinishedPath& path) {
  empty_ = false;
  const telling::FoundAt found = telling::finding_of(check_, path);
  if (found.finding != nullptr) findings_.push_back(found.finding);
  const auto& cause = path.verdict->cause;
  if (!cause) return;
  if (cause == diagnosis::Cause::not_running &&
      finding_of(missing_tunnel(diagnosis::KnownPath(check_, path).evidence())))
    tunnels_.insert(path.id.target);
  if (diagnosis::cause_card(*cause).grouping != diagnosis::Grouping::agent) return;
  // The source's failure comes first in every sentence of one.
  const AgentState agent = check_.nodes[index_of(path.id.source)].observation.agent;
  const bool of_source = agent == AgentState::unreachable || agent == AgentState::lost;
  agents_.insert(of_source ? path.id.source : path.id.target);
}

bool AlreadyTold::note(NodeId node, const Finding& finding) {
  const bool of_tunnel = diagnosis::is_of_tunnel_state(finding.code);
  const bool shared = diagnosis::kind_of(finding.code).is_shared;
  const bool told = std::ranges::any_of(findings_, [&](const Finding* one) {
    return one == &finding || (shared && one->code == finding.code && one->facts == finding.facts);
  });
  if (told || (of_tunnel && tunnels_.contains(node))) return false;
  empty_ = false;
  findings_.push_back(&finding);
  if (of_tunnel) tunnels_.insert(node);
  return true;
}

}  // namespace oakprobe::report
