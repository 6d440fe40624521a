#include "base/described_enum.hpp"
#include "coordinator/audit/watch.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

// A line "oakprobe.watch/1", and then one for each path: a list of flow, source, target, what is
// believed, a list of what the last runs saw, a list of when it changed, and whether it is
// flapping. What was seen is a list of its status, cause (or "") and segments.
namespace oakprobe::audit {
namespace {

using Json = nlohmann::json;

constexpr std::string_view watch_schema = "oakprobe.watch/1";
constexpr std::size_t name_bytes_max = 1'024;

Json to_json(const Condition& condition) {
  Json words = Json::array();
  words.push_back(name_of(condition.status));
  words.push_back(condition.cause ? name_of(*condition.cause) : "");
  for (const diagnosis::Segment segment : condition.where.in_order())
    words.push_back(name_of(segment));
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

bool is_name(const Json& json) {
  return json.is_string() && json.get_ref<const std::string&>().size() <= name_bytes_max;
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

std::optional<std::pair<PathName, Confirmation>> read_path(std::string_view line) {
  const Json json = Json::parse(line, nullptr, false);
  if (!json.is_array() || json.size() != 7) return std::nullopt;
  const auto believed = read_condition(json[3]);
  Remembered known;
  const bool fits = is_name(json[0]) && is_name(json[1]) && is_name(json[2]) && believed &&
                    read_seen(json[4], known) && read_changes(json[5], known) &&
                    json[6].is_boolean();
  if (!fits) return std::nullopt;
  known.believed = *believed;
  known.flapping = json[6].get<bool>();
  PathName name{json[0], json[1], json[2]};
  return std::pair(std::move(name), Confirmation(std::move(known)));
}

}  // namespace

std::string to_text(const Watch& watch) {
  std::string text = std::string(watch_schema) + '\n';
  for (const auto& [name, confirmation] : watch.paths()) {
    const Remembered& known = confirmation.remembered();
    Json seen = Json::array();
    for (const Condition& one : known.seen) seen.push_back(to_json(one));
    const Json line = Json::array(
        {name.flow,
         name.source,
         name.target,
         to_json(known.believed),
         std::move(seen),
         known.changes,
         known.flapping}
    );
    text += line.dump() + '\n';
  }
  return text;
}

std::optional<Watch::Paths> parse_watched_paths(std::string_view text) {
  if (text.empty() || text.size() > watch_bytes_max) return std::nullopt;
  Watch::Paths paths;
  for (bool first = true; !text.empty(); first = false) {
    const auto end = text.find('\n');
    if (end == text.npos) return std::nullopt;  // half of it
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (first && line == watch_schema) continue;
    auto path = first || paths.size() == paths_watched_max ? std::nullopt : read_path(line);
    if (!path) return std::nullopt;
    paths.insert(std::move(*path));
  }
  return paths;
}

}  // namespace oakprobe::audit
