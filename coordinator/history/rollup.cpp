#include "coordinator/history/rollup.hpp"

#include "coordinator/history/kept_reports.hpp"

#include <algorithm>
#include <soci/soci.h>
#include <utility>

namespace oakprobe::history {
namespace {

constexpr Number pruned_every = 3'600;  // seconds

std::uint8_t passed(const diagnosis::PathState& path, evidence::Waypoint waypoint) {
  return path.waypoints[static_cast<std::size_t>(waypoint)].value_or(0);
}

}  // namespace

void Rollup::add(const diagnosis::PathState& path, const std::optional<evidence::RoundTrip>& time) {
  Rollup one;
  if (time) one = {1, time->median_us, time->min_us, time->max_us, 0, 0};
  one.sent = passed(path, evidence::Waypoint::sent);
  const Number arrived = std::max(
      passed(path, evidence::Waypoint::delivered),
      passed(path, evidence::Waypoint::answer_delivered)
  );
  one.lost = std::max<Number>(0, one.sent - arrived);
  add(one);
}

void Rollup::add(const Rollup& other) {
  if (other.rtt_count > 0) {
    rtt_min = rtt_count > 0 ? std::min(rtt_min, other.rtt_min) : other.rtt_min;
    rtt_max = std::max(rtt_max, other.rtt_max);
  }
  rtt_count += other.rtt_count;
  rtt_sum += other.rtt_sum;
  sent += other.sent;
  lost += other.lost;
}

void fold_crossings(Rollups& crossings, Number any) {
  for (const auto end : {&TrackKey::c, &TrackKey::b}) {
    if (crossings.size() <= crossings_max) return;
    Rollups folded;
    for (const auto& [key, rollup] : crossings) {
      TrackKey all = key;
      all.*end = any;
      folded[all].add(rollup);
    }
    crossings = std::move(folded);
  }
}

void write_rollups(soci::session& session, TrackTable& tracks, const Rollups& rollups, Number at) {
  Number track = 0;
  Number grain = 0;
  Number begin = 0;
  Rollup sums;
  soci::statement upsert =
      (session.prepare
           << "insert into rollup (track, grain, at, rtt_count, rtt_sum, rtt_min, rtt_max, sent,"
              " lost) values (:track, :grain, :at, :count, :sum, :min, :max, :sent, :lost)"
              " on conflict (track, grain, at) do update set"
              " rtt_min = case when rollup.rtt_count > 0 and (excluded.rtt_count = 0 or"
              " rollup.rtt_min < excluded.rtt_min) then rollup.rtt_min else excluded.rtt_min end,"
              " rtt_max = case when rollup.rtt_max > excluded.rtt_max then rollup.rtt_max"
              " else excluded.rtt_max end,"
              " rtt_count = rollup.rtt_count + excluded.rtt_count,"
              " rtt_sum = rollup.rtt_sum + excluded.rtt_sum,"
              " sent = rollup.sent + excluded.sent, lost = rollup.lost + excluded.lost",
       soci::use(track),
       soci::use(grain),
       soci::use(begin),
       soci::use(sums.rtt_count),
       soci::use(sums.rtt_sum),
       soci::use(sums.rtt_min),
       soci::use(sums.rtt_max),
       soci::use(sums.sent),
       soci::use(sums.lost));
  for (const auto& [key, rollup] : rollups) {
    track = tracks.find_or_add(key);
    sums = rollup;
    for (const auto& [one, seconds] : grains) {
      grain = static_cast<Number>(one);
      begin = at - at % seconds;
      upsert.execute(true);
    }
  }
}

void prune(soci::session& session, Number deployment, const Keep& keep, Number now) {
  Number last = 0;
  session << "select at from pruned where deployment = :d", soci::into(last), soci::use(deployment);
  if (session.got_data() && now - last < pruned_every) return;
  session << "delete from pruned where deployment = :d", soci::use(deployment);
  session << "insert into pruned (deployment, at) values (:d, :at)", soci::use(deployment),
      soci::use(now);
  const Number run = now - keep.runs.count();
  const Number hour = now - keep.hours.count();
  const Number day = now - keep.days.count();
  // They are few beside the tracks, which may be a hundred million: those are not gone through.
  session << "delete from rollup where (grain = 0 and at < :run or grain = 1 and at < :hour or"
             " grain = 2 and at < :day) and exists (select 1 from track where id = rollup.track and"
             " deployment = :d)",
      soci::use(run), soci::use(hour), soci::use(day), soci::use(deployment);
  // Runs from which something still goes on stay: they say since when.
  const Number oldest = (now - keep.days.count()) * 1'000;
  session << "delete from past where until in (select number from run where deployment = :d and"
             " started < :oldest)",
      soci::use(deployment), soci::use(oldest);
  session << "delete from cause where run in (select number from run where deployment = :d and"
             " started < :oldest)",
      soci::use(deployment), soci::use(oldest);
  drop_reports_before(session, deployment, oldest);
  session << "delete from run where deployment = :d and started < :oldest and number not in"
             " (select since from track union select unknown_since from track union"
             " select since from past union select until from past)",
      soci::use(deployment), soci::use(oldest);
}

}  // namespace oakprobe::history
