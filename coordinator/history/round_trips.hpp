#pragma once

#include "base/utc_time.hpp"
#include "coordinator/history/database.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// What a history knows of round trips and losses over time.
namespace oakprobe::history {

// In one answer, of all series: what is more is told in coarser steps, and of the coarsest the
// latest.
inline constexpr std::size_t time_points_max = 20'000;

// All runs of a span of time.
struct TimePoint {
  UtcSeconds at{};                         // when it begins
  std::chrono::seconds span{};             // 0: one run, which began then
  std::optional<std::uint32_t> median_us;  // of all paths, on average; nullopt: no round trip
  std::uint32_t min_us = 0;
  std::uint32_t max_us = 0;
  std::uint64_t sent = 0;  // probes
  std::uint64_t lost = 0;
};

// Of one path, or of all from cluster to cluster; "*": of all clusters, "": of nodes without one.
struct TimeSeries {
  std::string flow;
  std::string from;
  std::string to;
  std::vector<TimePoint> points;  // in order of time
};

struct TimeRange {
  std::optional<UtcSeconds> since;  // nullopt: from the first that is kept
  std::optional<UtcSeconds> until;  // before then
};

// Of a path; without points where none were kept, as of most that are as expected.
[[nodiscard]] OrTrouble<TimeSeries> path_times(
    Database& database,
    const std::string& deployment,
    const TimeSeries& path,  // its names
    const TimeRange& range
);

// From cluster to cluster, in order of flow, from, to: of all, of one flow, or of one flow and
// pair. In steps that are kept of the whole time, the finest of these.
[[nodiscard]] OrTrouble<std::vector<TimeSeries>> cluster_times(
    Database& database,
    const std::string& deployment,
    const std::optional<std::string>& flow,
    const std::optional<std::pair<std::string, std::string>>& clusters,
    const TimeRange& range
);

}  // namespace oakprobe::history
