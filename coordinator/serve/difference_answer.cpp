#include "coordinator/history/outlines.hpp"
#include "coordinator/serve/answers.hpp"
#include "coordinator/serve/refused.hpp"
#include "coordinator/timeline/timeline_json.hpp"

namespace oakprobe::serve {
namespace {

using timeline::RunLine;

RunLine run_before(HistoryView& history, const RunLine& run) {
  history::RunFilter filter;
  filter.deployment = run.deployment;
  filter.before = run.number;
  if (auto before = history.first_run(filter)) return std::move(*before);
  refuse(404, not_found, "there is no run before " + run.id + " to compare it with");
}

}  // namespace

Answer answer_difference(HistoryView& history, const AskedQuestion& asked) {
  asked.expect({"from", "to"});
  const RunLine latest = history.latest_run(asked);
  const auto from = asked.text("from");
  const auto to = asked.text("to");
  const RunLine after = to ? history.run_named(asked, *to, latest) : latest;
  const RunLine before = from ? history.run_named(asked, *from, after) : run_before(history, after);
  if (before.deployment != after.deployment)
    refuse(400, bad_parameter, "from and to are runs of two inventories");
  const auto both = checked(history::outlines_between(history.database(), before, after));
  return {
      200,
      timeline::difference_json(timeline::difference(both.first, both.second), changes_told_max)};
}

}  // namespace oakprobe::serve
