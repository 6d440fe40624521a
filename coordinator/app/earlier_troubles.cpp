#include "coordinator/app/earlier_troubles.hpp"

#include "coordinator/app/named_selection.hpp"
#include "coordinator/app/open_history.hpp"
#include "coordinator/app/outlined_report.hpp"
#include "coordinator/history/outlines.hpp"
#include "coordinator/history/runs.hpp"

#include <utility>
#include <vector>

namespace oakprobe::app {
namespace {

bool is_as_expected(const timeline::OutlinedPath& path) {
  return !path.unknown && path.known && trouble_of(*path.known) == timeline::Trouble::none;
}

OrFailure<timeline::Outline> last_check(const EarlierCheck& earlier) {
  auto database = open_history(earlier.history, history::IfMissing::refuse);
  if (!database) return database.error();
  history::RunFilter filter;
  filter.deployment = deployment_of(earlier.inventory);
  filter.limit = 1;
  const auto runs = history::list_runs(*database, filter);
  if (!runs) return failure_of(runs.error());
  if (runs->empty())
    return wrong_input(
        "the history " + database->place().name() + " has no run of " + *filter.deployment +
        "; oakprobe check --history stores one, and --only-failed FILE.json takes a report"
    );
  const timeline::RunLine& run = runs->front();
  auto outline = history::outline_at(*database, run);
  if (!outline) return failure_of(outline.error());
  outline->found_errors = run.outcome == timeline::RunOutcome::failed && run.failed == 0;
  return std::move(*outline);
}

}  // namespace

OrFailure<timeline::Outline> find_earlier_troubles(const EarlierCheck& earlier) {
  auto outline =
      earlier.report ? outlined_report(*earlier.report, Listed::some) : last_check(earlier);
  if (!outline) return outline;
  std::erase_if(outline->paths, is_as_expected);
  if (outline->paths.empty() && outline->found_errors)
    return wrong_input(
        "no path was wrong then, but what was found on the machines was: check without "
        "--only-failed"
    );
  outline->times.clear();
  return outline;
}

OrFailure<inventory::PathSelection> select_troubled(
    const timeline::Outline& troubles,
    inventory::PathSelection selection,
    const inventory::Inventory& inventory
) {
  std::vector<audit::PathName> names;
  names.reserve(troubles.paths.size());
  for (const timeline::OutlinedPath& path : troubles.paths)
    names.push_back({std::string(path.flow), std::string(path.source), std::string(path.target)});
  return select_only(names, std::move(selection), inventory);
}

}  // namespace oakprobe::app
