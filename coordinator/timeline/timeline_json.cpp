#include "coordinator/timeline/timeline_json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace oakprobe::timeline {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* history_schema = "oakprobe.history/1";
constexpr const char* difference_schema = "oakprobe.diff/1";
// What we write of facts is far shorter; a database may have anything.
constexpr std::size_t facts_bytes_max = 4'096;

std::string text_of(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

// As reports have it: `where` if one segment is proved.
void put_places(Json& json, diagnosis::SegmentSet where) {
  const auto segments = where.in_order();
  if (segments.size() == 1) json["where"] = name_of(segments.front());
  if (segments.size() < 2) return;
  for (const diagnosis::Segment segment : segments) json["where_any"].push_back(name_of(segment));
}

Json outcome_json(const PathOutcome& outcome) {
  Json json{{"status", name_of(outcome.status)}};
  if (outcome.cause) json["cause"] = name_of(*outcome.cause);
  put_places(json, outcome.where);
  if (outcome.accepted) json["accepted"] = true;
  return json;
}

Json span_json(const LifeSpan& span) {
  Json json{{"since", utc_text(span.since)}};
  if (span.until) json["until"] = utc_text(*span.until);
  json["status"] = span.status;
  if (!span.cause.empty()) json["cause"] = span.cause;
  put_places(json, parse_places(span.places));
  if (span.accepted) json["accepted"] = true;
  if (span.facts.empty() || span.facts.size() > facts_bytes_max) return json;
  Json facts = Json::parse(span.facts, nullptr, false);
  if (facts.is_object()) json["facts"] = std::move(facts);
  return json;
}

Json run_json(const RunLine& run) {
  const diagnosis::Summary& sums = run.summary;
  return {
      {"id", run.id},
      {"inventory", run.deployment},
      {"started", utc_text(run.started)},
      {"finished", utc_text(run.finished)},
      {"took_ms", run.took.count()},
      {"oakprobe", run.oakprobe},
      {"oakestra", run.oakestra},
      {"outcome", name_of(run.outcome)},
      {"summary",
       {{"paths", sums.paths},
        {"open", sums.open},
        {"degraded", sums.degraded},
        {"blocked", sums.blocked},
        {"exposed", sums.exposed},
        {"closed", sums.closed},
        {"unknown", sums.unknown},
        {"accepted", sums.accepted}}},
      {"failed_paths", run.failed},
      {"coverage", {{"plan", run.plan}, {"possible", run.possible}, {"tried", run.tried}}},
  };
}

Json head_json(const RunHead& head) {
  return {{"id", head.id}, {"started", utc_text(head.started)}, {"inventory", head.deployment}};
}

Json change_json(const ChangedPath& path) {
  Json one{{"flow", path.flow}, {"source", path.source}, {"target", path.target}};
  if (path.before) one["before"] = outcome_json(*path.before);
  if (path.after) one["after"] = outcome_json(*path.after);
  one["worse"] = path.worse;
  return one;
}

Json slower_json(const Slower& slower) {
  return {
      {"flow", slower.flow},
      {slower.clusters ? "from_cluster" : "source", slower.from},
      {slower.clusters ? "to_cluster" : "target", slower.to},
      {"before_us", slower.before_us},
      {"after_us", slower.after_us}};
}

// Lists of which some may be left out.
class Lists {
 public:
  Lists(Json& json, std::size_t most) : json_(json), most_(most) {}

  template <class T, class Element>
  void put(const char* key, const std::vector<T>& all, const Element& element) {
    Json& list = json_[key] = Json::array();
    const std::size_t kept = std::min(most_, all.size());
    for (std::size_t at = 0; at < kept; ++at) list.push_back(element(all[at]));
    if (kept < all.size()) left_out_[key] = all.size() - kept;
  }
  void end() {
    if (!left_out_.empty()) json_["left_out"] = left_out_;
  }

 private:
  Json& json_;
  std::size_t most_;
  Json left_out_ = Json::object();
};

}  // namespace

std::string runs_json(const std::vector<RunLine>& runs) {
  Json json{{"schema", history_schema}, {"runs", Json::array()}};
  for (const RunLine& run : runs) json["runs"].push_back(run_json(run));
  return text_of(json);
}

std::string path_lives_json(
    const std::vector<Life>& lives,
    const std::string& source,
    const std::string& target,
    UtcSeconds from,
    UtcSeconds to
) {
  Json json{{"schema", history_schema}, {"paths", Json::array()}};
  for (const Life& life : lives) {
    Json path{{"flow", life.name}, {"source", source}, {"target", target}};
    if (const auto share = share_fine(life, from, to)) path["as_expected"] = *share;
    path["intervals"] = intervals_json(life);
    json["paths"].push_back(std::move(path));
  }
  return text_of(json);
}

std::string node_lives_json(const std::vector<Life>& lives, const std::string& node) {
  Json json{
      {"schema", history_schema},
      {"node", node},
      {"agent", Json::array()},
      {"findings", Json::array()}};
  for (const Life& life : lives) {
    if (life.name == "agent")
      json["agent"] = intervals_json(life);
    else
      json["findings"].push_back({{"code", life.name}, {"intervals", intervals_json(life)}});
  }
  return text_of(json);
}

Json intervals_json(const Life& life, std::size_t most) {
  Json json = Json::array();
  for (std::size_t at = life.spans.size() - std::min(most, life.spans.size());
       at < life.spans.size();
       ++at)
    json.push_back(span_json(life.spans[at]));
  return json;
}

std::string difference_json(const Difference& difference, std::size_t most) {
  Json json{
      {"schema", difference_schema},
      {"from", head_json(difference.before)},
      {"to", head_json(difference.after)},
      {"worse", difference.is_worse()},
  };
  Lists lists(json, most);
  const auto name = [](const std::string& one) { return Json(one); };
  lists.put("newly_broken", difference.broken, change_json);
  lists.put("mended", difference.mended, change_json);
  lists.put("changed", difference.changed, change_json);
  lists.put("unknown_now", difference.unknown, change_json);
  lists.put("known_again", difference.known, change_json);
  lists.put("slower", difference.slower, slower_json);
  lists.put("new_nodes", difference.appeared_nodes, name);
  lists.put("vanished_nodes", difference.vanished_nodes, name);
  lists.put("new_paths", difference.appeared, change_json);
  lists.put("vanished_paths", difference.vanished, change_json);
  lists.end();
  return text_of(json);
}

}  // namespace oakprobe::timeline
