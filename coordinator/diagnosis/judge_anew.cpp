#include "coordinator/diagnosis/judge_anew.hpp"

#include "coordinator/diagnosis/findings.hpp"
#include "coordinator/diagnosis/journey.hpp"
#include "coordinator/diagnosis/judge.hpp"
#include "coordinator/diagnosis/known_path.hpp"

namespace oakprobe::diagnosis {

void judge_path(const FinishedCheck& check, JudgementPool& judgements, FinishedPath& path) {
  const KnownPath known(check, path);
  path.waypoints = count_waypoints(known.evidence());
  path.verdict = judgements.share(judge(known.evidence()));
  path.accepted = is_accepted(check.inventory, path.id, *path.verdict);
}

void judge_anew(FinishedCheck& check) {
  JudgementPool judgements;
  for (std::size_t at = 0; at < check.paths.size(); ++at) {
    FinishedPath path = check.paths[at];
    judge_path(check, judgements, path);
    check.paths.store_judged(at, path);
  }
  for (FinishedNode& node : check.nodes) node.findings.clear();
  find_findings(check);
  summarize(check);
}

}  // namespace oakprobe::diagnosis
