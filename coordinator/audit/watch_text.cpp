#include "base/described_enum.hpp"
#include "coordinator/audit/watch.hpp"

#include <nlohmann/json.hpp>

#include <utility>

// {"schema": "oakprobe.watch/1", "paths": [{"path": [flow, source, target], "believed": condition,
// "seen": [condition…], "changes": [seconds…], "flapping": true}]}; a condition is a list of its
// status, cause (or "") and segments.
namespace oakprobe::audit {
namespace {

using Json = nlohmann::json;

constexpr std::string_view watch_schema = "oakprobe.watch/1";
constexpr std::size_t name_bytes_max = 1'024;

Json to_json(const Condition& condition) {
  Json words = Json::array();
  words.push_back(diagnosis::to_string(condition.status));
  words.push_back(condition.cause ? diagnosis::to_string(*condition.cause) : "");
  for (const diagnosis::Segment segment : condition.where.in_order())
    words.push_back(diagnosis::to_string(segment));
  return words;
}

std::optional<Condition> read_condition(const Json& json) {
  const bool fits = json.is_array() && json.size() >= 2 &&
                    json.size() <= 2 + enum_size<diagnosis::Segment> &&
                    std::ranges::all_of(json, &Json::is_string);
  if (!fits) return std::nullopt;
  const auto word = [&](std::size_t at) -> std::string_view {
    return json[at].get_ref<const std::string&>();
  };
  Condition condition;
  const auto status = value_named<diagnosis::Status>(word(0));
  condition.cause = value_named<diagnosis::Cause>(word(1));
  if (!status || condition.cause.has_value() == word(1).empty()) return std::nullopt;
  condition.status = *status;
  for (std::size_t at = 2; at < json.size(); ++at) {
    const auto segment = value_named<diagnosis::Segment>(word(at));
    if (!segment) return std::nullopt;
    condition.where.insert(*segment);
  }
  return condition;
}

std::optional<PathName> read_name(const Json& json) {
  if (!json.is_array() || json.size() != 3) return std::nullopt;
  for (const Json& word : json)
    if (!word.is_string() || word.get_ref<const std::string&>().size() > name_bytes_max)
      return std::nullopt;
  return PathName{
      json[0].get<std::string>(), json[1].get<std::string>(), json[2].get<std::string>()};
}

bool read_seen(const Json& json, Remembered& known) {
  if (!json.is_array() || json.size() > confirmation_runs_max) return false;
  for (const Json& item : json) {
    const auto condition = read_condition(item);
    if (!condition) return false;
    known.seen.push_back(*condition);
  }
  return true;
}

bool read_changes(const Json& json, Remembered& known) {
  if (!json.is_array() || json.size() > flap_limit_max + 1) return false;
  for (const Json& item : json) {
    if (!item.is_number_integer()) return false;
    known.changes.push_back(item.get<std::int64_t>());
  }
  return true;
}

std::optional<std::pair<PathName, Confirmation>> read_path(const Json& json) {
  for (const char* key : {"path", "believed", "seen", "changes", "flapping"})
    if (!json.is_object() || !json.contains(key)) return std::nullopt;
  auto name = read_name(json["path"]);
  const auto believed = read_condition(json["believed"]);
  Remembered known;
  const bool fits = name && believed && read_seen(json["seen"], known) &&
                    read_changes(json["changes"], known) && json["flapping"].is_boolean();
  if (!fits) return std::nullopt;
  known.believed = *believed;
  known.flapping = json["flapping"].get<bool>();
  return std::pair(std::move(*name), Confirmation(std::move(known)));
}

}  // namespace

std::string to_text(const Watch& watch) {
  Json paths = Json::array();
  for (const auto& [name, confirmation] : watch.paths()) {
    const Remembered& known = confirmation.remembered();
    Json seen = Json::array();
    for (const Condition& one : known.seen) seen.push_back(to_json(one));
    paths.push_back(
        {{"path", Json::array({name.flow, name.source, name.target})},
         {"believed", to_json(known.believed)},
         {"seen", std::move(seen)},
         {"changes", known.changes},
         {"flapping", known.flapping}}
    );
  }
  return Json({{"schema", watch_schema}, {"paths", std::move(paths)}}).dump();
}

std::optional<Watch::Paths> parse_watched_paths(std::string_view text) {
  if (text.size() > watch_bytes_max) return std::nullopt;
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || json.value("schema", Json()) != Json(watch_schema)) return std::nullopt;
  const auto list = json.find("paths");
  if (list == json.end() || !list->is_array() || list->size() > paths_watched_max)
    return std::nullopt;
  Watch::Paths paths;
  for (const Json& item : *list) {
    auto path = read_path(item);
    if (!path) return std::nullopt;
    paths.insert(std::move(*path));
  }
  return paths;
}

}  // namespace oakprobe::audit
