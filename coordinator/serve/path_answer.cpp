#include "coordinator/history/lives.hpp"
#include "coordinator/history/rollup.hpp"
#include "coordinator/report/path_json.hpp"
#include "coordinator/report/silenced.hpp"
#include "coordinator/serve/answers.hpp"
#include "coordinator/serve/refused.hpp"
#include "coordinator/serve/told_times.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace oakprobe::serve {
namespace {

using diagnosis::FinishedCheck;
using history::TimeRange;
using report::Json;
using timeline::RunLine;

// The names that a question has.
history::TimeSeries named(const AskedQuestion& asked) {
  return {asked.part(1), asked.part(2), asked.part(3), {}};
}

std::optional<std::size_t> find_path(const FinishedCheck& check, const history::TimeSeries& path) {
  const auto flow = check.inventory.find_flow(path.flow);
  const auto source = check.inventory.find_node(path.from);
  const auto target = check.inventory.find_node(path.to);
  if (!flow || !source || !target) return std::nullopt;
  return check.paths.find({*flow, *source, *target});
}

// Of the time of which it is known how it was: after the latest run nobody knows.
std::optional<double> share_of(
    const timeline::Life& life, const TimeRange& range, const RunLine& latest
) {
  if (life.spans.empty()) return std::nullopt;
  const UtcSeconds first = life.spans.front().since;
  const UtcSeconds to = std::min(range.until.value_or(latest.finished), latest.finished);
  return share_fine(life, std::max(first, range.since.value_or(first)), to);
}

// From the clusters of both ends, as far as they are told apart.
std::vector<history::TimePoint> cluster_points(
    HistoryView& history,
    const FinishedCheck& check,
    const history::TimeSeries& path,
    const TimeRange& range,
    const std::string& inventory
) {
  const auto source = check.inventory.find_node(path.from);
  const auto target = check.inventory.find_node(path.to);
  if (!source || !target) return {};
  const std::string& from = check.inventory.node(*source).cluster;
  const std::string& to = check.inventory.node(*target).cluster;
  const std::string any(history::any_cluster);
  for (const auto& clusters : {std::pair(from, to), std::pair(from, any), std::pair(any, any)}) {
    auto series =
        checked(history::cluster_times(history.database(), inventory, path.flow, clusters, range));
    if (!series.empty()) return std::move(series.front().points);
  }
  return {};
}

}  // namespace

Answer answer_path(HistoryView& history, const AskedQuestion& asked) {
  asked.expect({"since", "until"});
  const TimeRange range = range_of(asked);
  const RunLine latest = history.latest_run(asked);
  const history::TimeSeries path = named(asked);
  const auto check = history.check_of(latest);
  const auto position = check ? find_path(*check, path) : std::nullopt;
  auto lives = checked(
      history::path_lives(history.database(), latest.deployment, path.from, path.to, path.flow)
  );
  if (!position && lives.empty())
    refuse(
        404,
        not_found,
        "nobody checked a path of " + told_back(path.flow) + " from " + told_back(path.from) +
            " to " + told_back(path.to)
    );
  Json json{
      {"schema", "oakprobe.path/1"},
      {"flow", path.flow},
      {"source", path.from},
      {"target", path.to},
      {"now", position ? report::path_json(*check, report::Silenced(*check), *position) : Json()}};
  if (check) {
    json["run"] = latest.id;
    json["finished"] = utc_text(latest.finished);
  }
  const timeline::Life life =
      lives.empty() ? timeline::Life() : within(std::move(lives.front()), range);
  if (const auto share = share_of(life, range, latest)) json["as_expected"] = *share;
  put_intervals(json, life);
  auto points =
      checked(history::path_times(history.database(), latest.deployment, path, range)).points;
  if (points.empty() && check) {
    points = cluster_points(history, *check, path, range, latest.deployment);
    if (!points.empty()) json["of"] = "clusters";
  }
  json["round_trips"] = points_json(points);
  return {200, report::json_line(std::move(json))};
}

}  // namespace oakprobe::serve
