#include "coordinator/history/round_trips.hpp"

#include "coordinator/history/numbers.hpp"
#include "coordinator/history/rollup.hpp"

#include <algorithm>
#include <limits>
#include <soci/soci.h>

namespace oakprobe::history {
namespace {

// A history that others wrote may have any number.
constexpr Number series_max = 4'096;

// Which tracks: all of the kind, of which those numbers that are not nullopt are so.
struct Wanted {
  TrackKind kind{};
  Number deployment = 0;
  std::optional<Number> a;
  std::optional<Number> b;
  std::optional<Number> c;
};

struct FoundTrack {
  Number id = 0;
  TimeSeries series;  // without points
};

std::vector<FoundTrack> tracks_of(soci::session& session, const Wanted& wanted) {
  const Number kind = static_cast<Number>(wanted.kind);
  const auto is_any = [](const std::optional<Number>& number) { return Number{number ? 0 : 1}; };
  const Number any_a = is_any(wanted.a);
  const Number any_b = is_any(wanted.b);
  const Number any_c = is_any(wanted.c);
  const Number a = wanted.a.value_or(0);
  const Number b = wanted.b.value_or(0);
  const Number c = wanted.c.value_or(0);
  FoundTrack one;
  std::vector<FoundTrack> all;
  soci::statement rows =
      (session.prepare << "select t.id, coalesce(f.name, ''), coalesce(x.name, ''),"
                          " coalesce(y.name, '') from track t left join name f on f.id = t.a"
                          " left join name x on x.id = t.b left join name y on y.id = t.c"
                          " where t.deployment = :deployment and t.kind = :kind and"
                          " (:any_a = 1 or t.a = :a) and (:any_b = 1 or t.b = :b) and"
                          " (:any_c = 1 or t.c = :c) order by 2, 3, 4 limit :limit",
       soci::into(one.id),
       soci::into(one.series.flow),
       soci::into(one.series.from),
       soci::into(one.series.to),
       soci::use(wanted.deployment, "deployment"),
       soci::use(kind, "kind"),
       soci::use(any_a, "any_a"),
       soci::use(a, "a"),
       soci::use(any_b, "any_b"),
       soci::use(b, "b"),
       soci::use(any_c, "any_c"),
       soci::use(c, "c"),
       soci::use(series_max, "limit"));
  rows.execute();
  while (rows.fetch()) all.push_back(one);
  return all;
}

// In seconds since 1970; before `until`.
struct Stretch {
  Number since = 0;
  Number until = 0;
};

// A grain, and what a history has of it.
struct GrainOf {
  Number grain = 0;
  Number seconds = 0;
  std::optional<Number> oldest;
  Number points = 0;  // in the span
};

GrainOf look_at(
    soci::session& session,
    const std::vector<FoundTrack>& tracks,
    std::pair<Grain, Number> grain,
    const Stretch& span
) {
  GrainOf seen{static_cast<Number>(grain.first), grain.second, std::nullopt, 0};
  Number track = 0;
  Number oldest = 0;
  Number points = 0;
  const Number first = span.since - grain.second;
  soci::statement row =
      (session.prepare << "select coalesce(min(at), -1), (select count(*) from rollup where"
                          " track = :track and grain = :grain and at > :first and at < :until)"
                          " from rollup where track = :track and grain = :grain",
       soci::into(oldest),
       soci::into(points),
       soci::use(track, "track"),
       soci::use(seen.grain, "grain"),
       soci::use(first, "first"),
       soci::use(span.until, "until"));
  for (const FoundTrack& one : tracks) {
    track = one.id;
    row.execute(true);
    if (oldest >= 0) seen.oldest = std::min(seen.oldest.value_or(oldest), oldest);
    seen.points += points;
  }
  return seen;
}

// The finest that is kept of the whole span, and has few enough points; else the coarsest.
GrainOf choose_grain(
    soci::session& session, const std::vector<FoundTrack>& tracks, const Stretch& span
) {
  GrainOf chosen = look_at(session, tracks, grains.back(), span);
  for (std::size_t at = grains.size() - 1; at-- > 0;) {
    const GrainOf finer = look_at(session, tracks, grains[at], span);
    if (!finer.oldest || finer.points > static_cast<Number>(time_points_max)) break;
    // Both began with the same run, where nothing of the finer one was let go of.
    const Number began = *finer.oldest - *finer.oldest % chosen.seconds;
    const bool is_whole = *finer.oldest <= span.since || !chosen.oldest || began <= *chosen.oldest;
    if (!is_whole) break;
    chosen = finer;
  }
  return chosen;
}

TimePoint point_of(Number at, Number seconds, const Rollup& sums) {
  const auto microseconds = [](Number number) {
    return static_cast<std::uint32_t>(
        std::clamp<Number>(number, 0, std::numeric_limits<std::uint32_t>::max())
    );
  };
  const auto count = [](Number number) {
    return static_cast<std::uint64_t>(std::max<Number>(0, number));
  };
  TimePoint point;
  point.at = UtcSeconds(at);
  point.span = std::chrono::seconds(seconds == 1 ? 0 : seconds);
  if (sums.rtt_count > 0) {
    point.median_us = microseconds(sums.rtt_sum / sums.rtt_count);
    point.min_us = microseconds(sums.rtt_min);
    point.max_us = microseconds(sums.rtt_max);
  }
  point.sent = count(sums.sent);
  point.lost = count(sums.lost);
  return point;
}

void read_points(
    soci::session& session,
    std::vector<FoundTrack>& tracks,
    const GrainOf& grain,
    const Stretch& span
) {
  Number track = 0;
  Number at = 0;
  Rollup sums;
  const Number first = span.since - grain.seconds;
  const Number limit = std::max<Number>(
      1,
      static_cast<Number>(time_points_max) / std::max<Number>(1, static_cast<Number>(tracks.size()))
  );
  const Number most = grain.points > static_cast<Number>(time_points_max)
                          ? limit
                          : static_cast<Number>(time_points_max);
  soci::statement rows =
      (session.prepare << "select at, rtt_count, rtt_sum, rtt_min, rtt_max, sent, lost from rollup"
                          " where track = :track and grain = :grain and at > :first and"
                          " at < :until order by at desc limit :most",
       soci::into(at),
       soci::into(sums.rtt_count),
       soci::into(sums.rtt_sum),
       soci::into(sums.rtt_min),
       soci::into(sums.rtt_max),
       soci::into(sums.sent),
       soci::into(sums.lost),
       soci::use(track, "track"),
       soci::use(grain.grain, "grain"),
       soci::use(first, "first"),
       soci::use(span.until, "until"),
       soci::use(most, "most"));
  for (FoundTrack& one : tracks) {
    track = one.id;
    rows.execute();
    while (rows.fetch()) one.series.points.push_back(point_of(at, grain.seconds, sums));
    std::ranges::reverse(one.series.points);
  }
}

// No name has this number.
constexpr Number no_name = -1;

// Of clusters and paths: an empty name is none of a cluster, which has the number 0.
Number wanted_name(soci::session& session, const std::string& name) {
  if (name.empty()) return 0;
  const Number number = find_name(session, name);
  return number == 0 ? no_name : number;
}

std::vector<TimeSeries> series_of(
    soci::session& session, const Wanted& wanted, const TimeRange& range
) {
  std::vector<FoundTrack> tracks = tracks_of(session, wanted);
  const Stretch span{
      range.since.value_or(UtcSeconds(0)).count(),
      range.until ? Number{range.until->count()} : std::numeric_limits<Number>::max()};
  read_points(session, tracks, choose_grain(session, tracks, span), span);
  std::vector<TimeSeries> all;
  for (FoundTrack& track : tracks)
    if (!track.series.points.empty()) all.push_back(std::move(track.series));
  return all;
}

}  // namespace

OrTrouble<TimeSeries> path_times(
    Database& database,
    const std::string& deployment,
    const TimeSeries& path,
    const TimeRange& range
) {
  TimeSeries made = path;
  const auto read = database.read([&](soci::session& session) {
    const Wanted wanted{
        TrackKind::path,
        find_deployment(session, deployment),
        wanted_name(session, path.flow),
        wanted_name(session, path.from),
        wanted_name(session, path.to)};
    auto found = series_of(session, wanted, range);
    if (!found.empty()) made.points = std::move(found.front().points);
  });
  if (!read) return read.error();
  return made;
}

OrTrouble<std::vector<TimeSeries>> cluster_times(
    Database& database,
    const std::string& deployment,
    const std::optional<std::string>& flow,
    const std::optional<std::pair<std::string, std::string>>& clusters,
    const TimeRange& range
) {
  std::vector<TimeSeries> all;
  const auto read = database.read([&](soci::session& session) {
    Wanted wanted;
    wanted.kind = TrackKind::crossing;
    wanted.deployment = find_deployment(session, deployment);
    if (flow) wanted.a = wanted_name(session, *flow);
    if (clusters) wanted.b = wanted_name(session, clusters->first);
    if (clusters) wanted.c = wanted_name(session, clusters->second);
    all = series_of(session, wanted, range);
  });
  if (!read) return read.error();
  return all;
}

}  // namespace oakprobe::history
