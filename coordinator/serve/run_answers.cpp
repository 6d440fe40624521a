#include "coordinator/report/json_report.hpp"
#include "coordinator/serve/answers.hpp"
#include "coordinator/serve/bounded_answer.hpp"
#include "coordinator/serve/refused.hpp"
#include "coordinator/timeline/timeline_json.hpp"

#include <utility>

namespace oakprobe::serve {

Answer answer_runs(HistoryView& history, const AskedQuestion& asked) {
  asked.expect({"limit", "before"});
  history::RunFilter filter;
  filter.limit = asked.number("limit", runs_asked_max).value_or(history::runs_listed_default);
  const auto before = asked.text("before");
  if (before) filter.before = history.run_of_id(*before).number;
  const auto inventory = asked.text("inventory");
  const auto latest = inventory ? history.latest_run(asked) : history.latest(std::nullopt);
  if (!latest) return {200, timeline::runs_json({})};
  filter.deployment = latest->deployment;
  return {200, timeline::runs_json(checked(history::list_runs(history.database(), filter)))};
}

Answer answer_run(HistoryView& history, const AskedQuestion& asked) {
  asked.expect({"paths", "record"});
  const auto paths = asked.word("paths", {"none", "failed", "all"});
  const auto record = asked.word("record", {"yes", "no"});
  const std::string& id = asked.part(1);
  const auto run = id == "latest" ? history.latest_run(asked) : history.run_of_id(id);
  const auto check = history.check_of(run);
  if (!check)
    refuse(
        410,
        not_kept,
        "the report of run " + run.id + " is kept no longer; what it came to is in runs, matrix" +
            " and causes"
    );
  report::JsonParts parts;
  parts.paths = paths ? *value_named<report::ListedPaths>(*paths) : report::listed_of(*check);
  parts.record = record == "yes";
  parts.deployment = true;
  return bounded_answer(
      [&](std::ostream& out) { report::write_json_parts(*check, parts, out); },
      asked.bytes_max(),
      "so many paths are too much for one answer: ask for paths=failed, paths=none or the matrix"
  );
}

}  // namespace oakprobe::serve
