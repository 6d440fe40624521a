#include "coordinator/diagnosis/common_causes.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {

std::string_view to_string(Severity severity) {
  static constexpr std::array<std::string_view, 3> names{"info", "warning", "error"};
  return names[static_cast<std::size_t>(severity)];
}

bool is_accepted(
    const inventory::Inventory& inventory, const PathId& path, const Verdict& verdict
) {
  return verdict.status == Status::unknown &&
         (inventory.node(path.source).intermittent || inventory.node(path.target).intermittent);
}

bool is_as_expected(const Verdict& verdict) {
  return verdict.status == Status::closed || (verdict.status == Status::open && !verdict.cause);
}

void summarize(FinishedCheck& check) {
  check.summary = {};
  check.summary.paths = check.paths.size();
  for (FinishedPath& path : check.paths) {
    path.accepted = is_accepted(check.inventory, path.id, path.verdict);
    Summary& summary = check.summary;
    summary.accepted += path.accepted ? 1 : 0;
    switch (path.verdict.status) {
      case Status::open:
        ++summary.open;
        break;
      case Status::degraded:
        ++summary.degraded;
        break;
      case Status::blocked:
        ++summary.blocked;
        break;
      case Status::exposed:
        ++summary.exposed;
        break;
      case Status::closed:
        ++summary.closed;
        break;
      case Status::unknown:
        ++summary.unknown;
        break;
    }
  }
  find_common_causes(check);
}

int exit_code(const FinishedCheck& check, const FailOn& fail_on) {
  const auto fails = [&](const FinishedPath& path) {
    const Verdict& verdict = path.verdict;
    if (verdict.status == Status::blocked && fail_on.blocked) return true;
    if (verdict.status == Status::exposed && fail_on.exposed) return true;
    if (verdict.status == Status::degraded && fail_on.degraded) return true;
    if (verdict.status == Status::unknown && fail_on.unknown && !path.accepted) return true;
    return verdict.cause && !path.accepted &&
           std::find(fail_on.causes.begin(), fail_on.causes.end(), *verdict.cause) !=
               fail_on.causes.end();
  };
  const auto has_error = [](const FinishedNode& node) {
    return std::any_of(node.findings.begin(), node.findings.end(), [](const Finding& one) {
      return one.severity == Severity::error;
    });
  };
  if (std::any_of(check.paths.begin(), check.paths.end(), fails)) return 1;
  if (std::any_of(check.nodes.begin(), check.nodes.end(), has_error)) return 1;
  return check.summary.unknown > check.summary.accepted ? 3 : 0;
}

}  // namespace oakprobe::diagnosis
