#include "coordinator/page/told_outcomes.hpp"

#include "coordinator/report/cause_json.hpp"

#include <utility>

namespace oakprobe::page {
namespace {

using report::Json;

diagnosis::SegmentSet segments_of(std::uint8_t bits) {
  diagnosis::SegmentSet segments;
  for (const diagnosis::Segment one : all_values<diagnosis::Segment>)
    if ((bits & diagnosis::SegmentSet{one}.bits()) != 0) segments.insert(one);
  return segments;
}

Json outcome_json(const ToldOutcome& outcome) {
  Json json{{"status", name_of(outcome.status)}};
  if (outcome.cause) json["cause"] = name_of(*outcome.cause);
  report::put_where(json, segments_of(outcome.where));
  if (outcome.accepted) json["accepted"] = true;
  if (outcome.silenced) json["silenced"] = true;
  if (outcome.cause_id > 0) json["cause_id"] = outcome.cause_id;
  if (outcome.waypoints == diagnosis::WaypointCounts{}) return json;
  for (const auto& count : outcome.waypoints)
    json["waypoints"].push_back(count ? Json(*count) : Json());
  return json;
}

}  // namespace

std::uint32_t OutcomeTable::number(ToldOutcome outcome) {
  if (entries_.size() >= outcomes_with_waypoints_max && !numbers_.contains(outcome))
    outcome.waypoints = {};
  const auto [known, is_new] =
      numbers_.try_emplace(outcome, static_cast<std::uint32_t>(entries_.size()));
  if (is_new) entries_.push_back({&known->first, 0});
  return known->second;
}

Json OutcomeTable::json() const {
  Json list = Json::array();
  for (const Entry& entry : entries_) {
    Json json = outcome_json(*entry.outcome);
    json["paths"] = entry.paths;
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace oakprobe::page
