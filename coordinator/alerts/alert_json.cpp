#include "coordinator/alerts/alert_json.hpp"

#include "coordinator/report/json_text.hpp"

#include <algorithm>

namespace oakprobe::alerts {
namespace {

using report::Json;
using report::put_text;

Json paths_json(const std::vector<PathName>& paths, std::size_t most) {
  Json json = Json::array();
  for (std::size_t i = 0; i < std::min(paths.size(), most); ++i)
    json.push_back(
        {{"flow", paths[i].flow}, {"source", paths[i].source}, {"target", paths[i].target}}
    );
  return json;
}

Json where_json(diagnosis::SegmentSet where) {
  Json json = Json::array();
  for (const diagnosis::Segment segment : where.in_order()) json.push_back(name_of(segment));
  return json;
}

Json cause_json(const CauseStory& cause) {
  Json json{{"status", name_of(cause.status)}};
  if (cause.cause) json["cause"] = name_of(*cause.cause);
  Json where = where_json(cause.where);
  if (where.size() == 1) json["where"] = where.front();
  if (where.size() > 1) json["where_any"] = std::move(where);
  put_text(json, "node", cause.node);
  put_text(json, "flow", cause.flow);
  json["message"] = cause.message;
  json["fix"] = cause.fix;
  json["paths"] = cause.paths;
  json["sample"] = paths_json(cause.tracked, sample_max);
  return json;
}

template <class Enum>
Enum value_of(const Json& json, const char* key) {
  const auto value = value_named<Enum>(json.at(key).get<std::string>());
  if (!value) throw Json::other_error::create(501, "no such value", nullptr);
  return *value;
}

CauseStory cause_of(const Json& json) {
  CauseStory cause;
  cause.status = value_of<diagnosis::Status>(json, "status");
  if (json.contains("cause")) cause.cause = value_of<diagnosis::Cause>(json, "cause");
  for (const Json& segment : json.at("where"))
    if (const auto known = value_named<diagnosis::Segment>(segment.get<std::string>()))
      cause.where.insert(*known);
  json.at("node").get_to(cause.node);
  json.at("flow").get_to(cause.flow);
  json.at("message").get_to(cause.message);
  json.at("fix").get_to(cause.fix);
  json.at("paths").get_to(cause.paths);
  json.at("subject").get_to(cause.subject);
  for (const Json& path : json.at("tracked")) {
    if (cause.tracked.size() == tracked_max) break;
    cause.tracked.push_back({path.at("flow"), path.at("source"), path.at("target")});
  }
  return cause;
}

Alert alert_of(const Json& json) {
  Alert alert;
  json.at("id").get_to(alert.id);
  json.at("firing").get_to(alert.firing);
  json.at("muted").get_to(alert.muted);
  json.at("told").get_to(alert.told);
  json.at("told_as").get_to(alert.told_as);
  json.at("sent").get_to(alert.sent);
  json.at("since").get_to(alert.since);
  json.at("changed").get_to(alert.changed);
  json.at("run").get_to(alert.run);
  json.at("inventory").get_to(alert.inventory);
  json.at("joined").get_to(alert.joined);
  json.at("labels").get_to(alert.labels);
  alert.cause = cause_of(json.at("cause"));
  return alert;
}

}  // namespace

std::string delivery_of(const Alert& alert) { return alert.id + "/" + std::to_string(alert.sent); }

std::string body_of(const Alert& alert, const std::string& url) {
  Json json{
      {"schema", "oakprobe.alert/1"},
      {"id", alert.id},
      {"delivery", delivery_of(alert)},
      {"status", alert.firing ? "firing" : "resolved"},
      {"since", alert.since},
      {"changed", alert.changed},
      {"run", alert.run},
      {"inventory", alert.inventory},
      {"labels", alert.labels},
      {"cause", cause_json(alert.cause)},
  };
  put_text(json, "joined", alert.joined);
  put_text(json, "url", url);
  return report::json_line(std::move(json));
}

std::string record_of(const Alert& alert) {
  const CauseStory& story = alert.cause;
  Json cause{
      {"status", name_of(story.status)},
      {"where", where_json(story.where)},
      {"node", story.node},
      {"flow", story.flow},
      {"message", story.message},
      {"fix", story.fix},
      {"paths", story.paths},
      {"subject", story.subject},
      {"tracked", paths_json(story.tracked, tracked_max)},
  };
  if (story.cause) cause["cause"] = name_of(*story.cause);
  return report::json_line({
      {"id", alert.id},
      {"firing", alert.firing},
      {"muted", alert.muted},
      {"told", alert.told},
      {"told_as", alert.told_as},
      {"sent", alert.sent},
      {"since", alert.since},
      {"changed", alert.changed},
      {"run", alert.run},
      {"inventory", alert.inventory},
      {"joined", alert.joined},
      {"labels", alert.labels},
      {"cause", std::move(cause)},
  });
}

std::optional<Alert> parse_record(std::string_view record) {
  if (record.size() > record_bytes_max) return std::nullopt;
  try {
    return alert_of(Json::parse(record));
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

std::vector<Alert> parse_records(std::span<const std::string> records) {
  std::vector<Alert> alerts;
  for (const std::string& record : records)
    if (auto alert = parse_record(record)) alerts.push_back(std::move(*alert));
  return alerts;
}

}  // namespace oakprobe::alerts
