#include "coordinator/diagnosis/finished_check.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {
namespace {

bool is_listed(Status status, const FailOn& fail_on) {
  switch (status) {
    case Status::blocked:
      return fail_on.blocked;
    case Status::exposed:
      return fail_on.exposed;
    case Status::degraded:
      return fail_on.degraded;
    case Status::unknown:
      return fail_on.unknown;
    case Status::open:
    case Status::closed:
      return false;
  }
  return false;
}

}  // namespace

std::vector<std::string_view> names_of(const FailOn& fail_on) {
  std::vector<std::string_view> names;
  for (const Status status :
       {Status::blocked, Status::exposed, Status::degraded, Status::unknown}) {
    if (is_listed(status, fail_on)) names.push_back(name_of(status));
  }
  for (const Cause cause : fail_on.causes) names.push_back(name_of(cause));
  return names;
}

Outcome outcome_of(const FinishedPath& path, const FailOn& fail_on) {
  if (path.accepted) return Outcome::accepted;
  const Judgement& verdict = *path.verdict;
  const auto& causes = fail_on.causes;
  const bool by_cause =
      verdict.cause && std::find(causes.begin(), causes.end(), *verdict.cause) != causes.end();
  if (by_cause || is_listed(verdict.status, fail_on)) return Outcome::failed;
  return verdict.status == Status::unknown ? Outcome::unknown : Outcome::passed;
}

Failures failures_of(const FinishedCheck& check) {
  Failures failures;
  for (const FinishedPath& path : check.paths) {
    if (outcome_of(path, check.fail_on) == Outcome::failed) ++failures.paths;
  }
  for (const FinishedNode& node : check.nodes) {
    failures.findings += static_cast<std::size_t>(std::count_if(
        node.findings.begin(),
        node.findings.end(),
        [](const Finding& finding) { return finding.severity == Severity::error; }
    ));
  }
  return failures;
}

}  // namespace oakprobe::diagnosis
