#include "coordinator/history/stored_causes.hpp"
#include "coordinator/report/cause_json.hpp"
#include "coordinator/report/silenced.hpp"
#include "coordinator/serve/answers.hpp"
#include "coordinator/serve/refused.hpp"
#include "coordinator/telling/group_wording.hpp"

#include <utility>
#include <vector>

namespace oakprobe::serve {
namespace {

using diagnosis::FinishedCheck;
using history::PathNames;
using report::Json;

// It is asked since when they are so: of each cause so many paths, and of all so many.
constexpr std::size_t paths_of_cause_max = 64;
constexpr std::size_t paths_of_causes_max = 6'400;

using Groups = std::vector<std::vector<PathNames>>;

Groups paths_of_causes(const FinishedCheck& check) {
  Groups groups(check.causes.size());
  std::size_t left = paths_of_causes_max;
  check.paths.for_each_id([&](std::uint32_t position, const PathId& id) {
    const auto cause = check.paths.cause_at(position);
    if (!cause || left == 0 || groups[*cause].size() >= paths_of_cause_max) return;
    --left;
    groups[*cause].push_back(
        {check.inventory.flow(id.flow).id,
         check.inventory.node(id.source).name,
         check.inventory.node(id.target).name}
    );
  });
  return groups;
}

Json list_of(const FinishedCheck& check) {
  Json list = Json::array();
  const report::Silenced silenced(check);
  const std::vector<telling::Told> told = telling::tell_causes(check);
  for (std::size_t at = 0; at < check.causes.size(); ++at)
    list.push_back(report::cause_json(check, silenced, at, told[at]));
  return list;
}

// What is known of them without a report.
Json list_of(const std::vector<history::StoredCause>& causes) {
  Json list = Json::array();
  for (const history::StoredCause& cause : causes) {
    Json json{{"id", list.size() + 1}, {"status", name_of(cause.outcome.status)}};
    report::put_where(json, cause.outcome.where);
    if (cause.outcome.cause) json["cause"] = name_of(*cause.outcome.cause);
    report::put_text(json, "node", cause.node);
    json["paths"] = cause.paths;
    if (cause.unjudged > 0) json["unknown"] = cause.unjudged;
    json["message"] = timeline::outcome_text(cause.outcome) + ", such as " + cause.first.flow +
                      " from " + cause.first.source + " to " + cause.first.target;
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace

Answer answer_causes(HistoryView& history, const AskedQuestion& asked) {
  asked.expect({"run", "at"});
  const auto run = history.run_meant(asked);
  const auto check = history.check_of(run);
  Json list;
  Groups groups;
  if (check) {
    list = list_of(*check);
    groups = paths_of_causes(*check);
  } else {
    const auto stored = checked(history::causes_of(history.database(), run));
    list = list_of(stored);
    for (const history::StoredCause& cause : stored) groups.push_back({cause.first});
  }
  const auto since = checked(history::known_since(history.database(), run, groups));
  for (std::size_t at = 0; at < since.size(); ++at)
    if (since[at]) list[at]["since"] = utc_text(*since[at]);
  const Json json{
      {"schema", "oakprobe.causes/1"},
      {"run",
       {{"id", run.id}, {"started", utc_text(run.started)}, {"finished", utc_text(run.finished)}}},
      {"causes", std::move(list)}};
  return {200, report::json_line(json)};
}

}  // namespace oakprobe::serve
