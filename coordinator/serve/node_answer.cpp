#include "coordinator/history/lives.hpp"
#include "coordinator/report/node_json.hpp"
#include "coordinator/serve/answers.hpp"
#include "coordinator/serve/refused.hpp"
#include "coordinator/serve/told_times.hpp"

#include <utility>

namespace oakprobe::serve {

using report::Json;

Answer answer_node(HistoryView& history, const AskedQuestion& asked) {
  asked.expect({"since", "until"});
  const history::TimeRange range = range_of(asked);
  const auto latest = history.latest_run(asked);
  const std::string& name = asked.part(1);
  const auto check = history.check_of(latest);
  const auto node = check ? check->inventory.find_node(name) : std::nullopt;
  auto lives = checked(history::node_lives(history.database(), latest.deployment, name));
  if (!node && lives.empty()) refuse(404, not_found, "nobody checked a node " + told_back(name));
  Json agent;
  put_intervals(agent, {});
  Json findings = Json::array();
  for (timeline::Life& life : lives) {
    const timeline::Life part = within(std::move(life), range);
    if (part.name == "agent") {
      put_intervals(agent, part);
    } else if (!part.spans.empty()) {
      Json finding{{"code", part.name}};
      put_intervals(finding, part);
      findings.push_back(std::move(finding));
    }
  }
  Json json{
      {"schema", "oakprobe.node/1"},
      {"name", name},
      {"now", node ? report::node_json(*check, *node) : Json()}};
  if (check) {
    json["run"] = latest.id;
    json["finished"] = utc_text(latest.finished);
  }
  json["agent"] = std::move(agent);
  json["findings"] = std::move(findings);
  return {200, report::json_line(std::move(json))};
}

}  // namespace oakprobe::serve
