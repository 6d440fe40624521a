#include "coordinator/serve/history_view.hpp"

#include "coordinator/serve/refused.hpp"

#include <utility>

namespace oakprobe::serve {

using timeline::RunLine;

std::optional<RunLine> HistoryView::first_run(history::RunFilter filter) {
  filter.limit = 1;
  auto runs = checked(history::list_runs(database_, filter));
  if (runs.empty()) return std::nullopt;
  return std::move(runs.front());
}

std::optional<RunLine> HistoryView::latest(const std::optional<std::string>& inventory) {
  history::RunFilter filter;
  filter.deployment = inventory ? inventory : inventory_;
  return first_run(filter);
}

RunLine HistoryView::latest_run(const AskedQuestion& asked) {
  const auto inventory = asked.text("inventory");
  if (auto run = latest(inventory)) return std::move(*run);
  const auto& meant = inventory ? inventory : inventory_;
  refuse(
      404,
      not_found,
      meant ? "the history has no run of the inventory " + told_back(*meant) +
                  ": it is the file's full name, as runs have it"
            : "the history has no run yet"
  );
}

RunLine HistoryView::run_of_id(const std::string& id) {
  if (auto run = checked(history::find_run(database_, id))) return std::move(*run);
  refuse(404, not_found, "the history has no run " + told_back(id));
}

RunLine HistoryView::run_named(
    const AskedQuestion& asked, const std::string& name, const RunLine& latest
) {
  if (auto run = checked(history::find_run(database_, name))) return std::move(*run);
  const auto moment = asked.moment(name);
  if (!moment)
    refuse(
        404,
        not_found,
        told_back(name) +
            " is no run of the history, and no time (2026-11-30T07:51:40Z, or 2h, 3d for so long" +
            " ago)"
    );
  history::RunFilter filter;
  filter.deployment = latest.deployment;
  filter.until = *moment + UtcSeconds(1);
  if (auto run = first_run(filter)) return std::move(*run);
  refuse(404, not_found, "the history has no run at or before " + told_back(name));
}

RunLine HistoryView::run_meant(const AskedQuestion& asked) {
  const auto run = asked.text("run");
  const auto at = asked.time("at");
  if (run && at) refuse(400, bad_parameter, "run and at name two runs: one of them");
  if (run) return run_of_id(*run);
  RunLine latest = latest_run(asked);
  if (at) return run_named(asked, utc_text(*at), latest);
  return latest;
}

}  // namespace oakprobe::serve
