#include "coordinator/timeline/timeline_json.hpp"

#include <nlohmann/json.hpp>

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

Json spans_json(const Life& life) {
  Json json = Json::array();
  for (const LifeSpan& span : life.spans) json.push_back(span_json(span));
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

Json changes_json(const std::vector<ChangedPath>& paths) {
  Json json = Json::array();
  for (const ChangedPath& path : paths) {
    Json one{{"flow", path.flow}, {"source", path.source}, {"target", path.target}};
    if (path.before) one["before"] = outcome_json(*path.before);
    if (path.after) one["after"] = outcome_json(*path.after);
    one["worse"] = path.worse;
    json.push_back(std::move(one));
  }
  return json;
}

Json slower_json(const std::vector<Slower>& all) {
  Json json = Json::array();
  for (const Slower& slower : all)
    json.push_back(
        {{"flow", slower.flow},
         {slower.clusters ? "from_cluster" : "source", slower.from},
         {slower.clusters ? "to_cluster" : "target", slower.to},
         {"before_us", slower.before_us},
         {"after_us", slower.after_us}}
    );
  return json;
}

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
    path["intervals"] = spans_json(life);
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
      json["agent"] = spans_json(life);
    else
      json["findings"].push_back({{"code", life.name}, {"intervals", spans_json(life)}});
  }
  return text_of(json);
}

std::string difference_json(const Difference& difference) {
  return text_of(Json{
      {"schema", difference_schema},
      {"from", head_json(difference.before)},
      {"to", head_json(difference.after)},
      {"worse", difference.is_worse()},
      {"newly_broken", changes_json(difference.broken)},
      {"mended", changes_json(difference.mended)},
      {"changed", changes_json(difference.changed)},
      {"unknown_now", changes_json(difference.unknown)},
      {"known_again", changes_json(difference.known)},
      {"slower", slower_json(difference.slower)},
      {"new_nodes", difference.appeared_nodes},
      {"vanished_nodes", difference.vanished_nodes},
      {"new_paths", changes_json(difference.appeared)},
      {"vanished_paths", changes_json(difference.vanished)},
  });
}

}  // namespace oakprobe::timeline
