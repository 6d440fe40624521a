#include "coordinator/serve/told_times.hpp"

#include "coordinator/serve/answers.hpp"
#include "coordinator/serve/refused.hpp"
#include "coordinator/timeline/timeline_json.hpp"

#include <utility>

namespace oakprobe::serve {

using report::Json;

history::TimeRange range_of(const AskedQuestion& asked) {
  history::TimeRange range{asked.time("since"), asked.time("until")};
  if (range.since && range.until && *range.since >= *range.until)
    refuse(400, bad_parameter, "since is not before until");
  return range;
}

Json points_json(const std::vector<history::TimePoint>& points) {
  Json list = Json::array();
  for (const history::TimePoint& point : points) {
    Json json{{"at", utc_text(point.at)}, {"seconds", point.span.count()}};
    if (point.median_us) {
      json["median_us"] = *point.median_us;
      json["min_us"] = point.min_us;
      json["max_us"] = point.max_us;
    }
    json["sent"] = point.sent;
    json["lost"] = point.lost;
    list.push_back(std::move(json));
  }
  return list;
}

void put_intervals(Json& json, const timeline::Life& life) {
  json["intervals"] = timeline::intervals_json(life, intervals_told_max);
  if (life.spans.size() > intervals_told_max)
    json["intervals_left_out"] = life.spans.size() - intervals_told_max;
}

timeline::Life within(timeline::Life life, const history::TimeRange& range) {
  return timeline::between(
      std::move(life), range.since.value_or(UtcSeconds(0)), range.until.value_or(UtcSeconds::max())
  );
}

}  // namespace oakprobe::serve
