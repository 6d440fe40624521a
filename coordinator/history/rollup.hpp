#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/history/track_table.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <utility>

namespace oakprobe::history {

// How long what is kept.
struct Keep {
  std::chrono::seconds runs = std::chrono::days(7);    // round trips of each run
  std::chrono::seconds hours = std::chrono::days(90);  // of each hour
  std::chrono::seconds days =
      std::chrono::days(2 * 365);  // of each day; runs, and lives that ended
};

// Of round trips of one run so much is kept: crossings of clusters, with more of them those from
// each cluster to all; and paths that are not as expected.
inline constexpr std::size_t crossings_max = 256;
inline constexpr std::size_t timed_paths_max = 200;
// In place of a cluster: all of them.
inline constexpr std::string_view any_cluster = "*";

enum class Grain : std::uint8_t { run, hour, day };
// And the seconds that each begins at a multiple of, the finest first.
inline constexpr std::array<std::pair<Grain, Number>, 3> grains{
    {{Grain::run, 1}, {Grain::hour, 3'600}, {Grain::day, 86'400}}};

// Sums over paths: round trips in microseconds, and probes.
struct Rollup {
  Number rtt_count = 0;
  Number rtt_sum = 0;  // of medians
  Number rtt_min = 0;
  Number rtt_max = 0;
  Number sent = 0;
  Number lost = 0;

  void add(const diagnosis::PathState& path, const std::optional<evidence::RoundTrip>& time);
  void add(const Rollup& other);
};

// Of a run, by what it is of. `a`, `b`, `c` as the tracks have them.
using Rollups = std::map<TrackKey, Rollup>;

// Few enough for crossings_max, by putting clusters together.
void fold_crossings(Rollups& crossings, Number any);

// Adds them to the run's time, its hour and its day. `at`: seconds since 1970.
void write_rollups(soci::session& session, TrackTable& tracks, const Rollups& rollups, Number at);

// Lets go of what is older than is kept, at most once an hour. `now`: seconds since 1970.
void prune(soci::session& session, Number deployment, const Keep& keep, Number now);

}  // namespace oakprobe::history
