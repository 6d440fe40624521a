#pragma once

#include "coordinator/history/round_trips.hpp"
#include "coordinator/report/json_text.hpp"
#include "coordinator/serve/asked_question.hpp"
#include "coordinator/timeline/life.hpp"

#include <vector>

namespace oakprobe::serve {

// `since` and `until` of a question.
[[nodiscard]] history::TimeRange range_of(const AskedQuestion& asked);

// A list of points, as docs/serve.md has them.
[[nodiscard]] report::Json points_json(const std::vector<history::TimePoint>& points);

// json[intervals] of the part of the life in the range, and how many are left out.
void put_intervals(report::Json& json, const timeline::Life& life);

// What of the life is in the range.
[[nodiscard]] timeline::Life within(timeline::Life life, const history::TimeRange& range);

}  // namespace oakprobe::serve
