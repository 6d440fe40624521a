#include "coordinator/app/view_history.hpp"

#include "base/moment.hpp"
#include "coordinator/app/open_history.hpp"
#include "coordinator/history/lives.hpp"
#include "coordinator/history/runs.hpp"

#include <algorithm>
#include <optional>

namespace oakprobe::app {
namespace {

using timeline::Life;
using timeline::RunLine;

struct Times {
  std::optional<UtcSeconds> since;
  std::optional<UtcSeconds> until;
};

OrFailure<Times> times_of(const HistoryRequest& request) {
  const UtcSeconds present = now();
  Times times;
  for (const auto& [text, time] :
       {std::pair(&request.since, &times.since), std::pair(&request.until, &times.until)}) {
    if (!*text) continue;
    *time = parse_moment(**text, present);
    if (!*time)
      return wrong_input(
          "'" + **text + "' is no time: write 2026-11-30T07:51:40Z, or 2h, 3d for so long ago"
      );
  }
  return times;
}

OrFailure<std::vector<RunLine>> runs_of(
    history::Database& database, const HistoryRequest& request, const Times& times
) {
  history::RunFilter filter;
  if (request.inventory) filter.deployment = deployment_of(*request.inventory);
  filter.since = times.since;
  filter.until = times.until;
  const bool some = !times.since && !times.until;
  filter.limit =
      request.limit.value_or(some ? history::runs_listed_default : history::runs_listed_max);
  auto runs = history::list_runs(database, filter);
  if (!runs) return failure_of(runs.error());
  std::ranges::reverse(*runs);
  std::ranges::stable_sort(*runs, {}, &RunLine::deployment);
  return std::move(*runs);
}

OrFailure<RunLine> latest_run(history::Database& database, const HistoryRequest& request) {
  history::RunFilter filter;
  if (request.inventory) filter.deployment = deployment_of(*request.inventory);
  filter.limit = 1;
  const auto runs = history::list_runs(database, filter);
  if (!runs) return failure_of(runs.error());
  if (!runs->empty()) return runs->front();
  return wrong_input(
      "the history " + database.place().name() + " has no run" +
      (request.inventory ? " of " + *filter.deployment : std::string()) + " yet"
  );
}

// What was asked for, as a sentence has it.
std::string subject_of(const HistoryRequest& request) {
  if (request.node) return "node '" + *request.node + "'";
  return (request.flow ? "path of '" + *request.flow + "'" : std::string("path")) + " from '" +
         request.path->first + "' to '" + request.path->second + "'";
}

OrFailure<std::vector<Life>> lives_of(
    history::Database& database, const HistoryRequest& request, const std::string& deployment
) {
  auto lives =
      request.node
          ? history::node_lives(database, deployment, *request.node)
          : history::path_lives(
                database, deployment, request.path->first, request.path->second, request.flow
            );
  if (!lives) return failure_of(lives.error());
  if (lives->empty())
    return wrong_input(
        "the history " + database.place().name() + " knows no " + subject_of(request) + " of " +
        deployment
    );
  return std::move(*lives);
}

}  // namespace

OrFailure<HistoryView> view_history(const HistoryRequest& request) {
  const auto times = times_of(request);
  if (!times) return times.error();
  auto database = open_history(request.place, history::IfMissing::refuse);
  if (!database) return database.error();
  HistoryView view;
  if (!request.path && !request.node) {
    auto runs = runs_of(*database, request, *times);
    if (!runs) return runs.error();
    view.runs = std::move(*runs);
    return view;
  }
  const auto latest = latest_run(*database, request);
  if (!latest) return latest.error();
  auto lives = lives_of(*database, request, latest->deployment);
  if (!lives) return lives.error();
  // After the latest run nobody knows.
  view.to = std::min(times->until.value_or(latest->finished), latest->finished);
  view.from = view.to;
  for (const Life& life : *lives)
    for (const auto& span : life.spans) view.from = std::min(view.from, span.since);
  view.from = std::max(view.from, times->since.value_or(view.from));
  // A time that is over shows what held up to its end.
  const UtcSeconds end = times->until.value_or(UtcSeconds::max());
  for (Life& life : *lives)
    view.lives.push_back(timeline::between(std::move(life), view.from, end));
  return view;
}

}  // namespace oakprobe::app
