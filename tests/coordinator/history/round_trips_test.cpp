#include "coordinator/history/round_trips.hpp"

#include "tests/coordinator/history/stored_runs.hpp"

#include <gmock/gmock.h>

namespace oakprobe::history {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr UtcSeconds began(1'790'000'000);

class RoundTrips : public StoredRuns {
 protected:
  std::vector<TimeSeries> clusters(
      RunStore& in,
      const std::optional<std::string>& flow = std::nullopt,
      const std::optional<std::pair<std::string, std::string>>& pair = std::nullopt,
      const TimeRange& range = {}
  ) {
    return taken(cluster_times(in.database(), inventory_name, flow, pair, range));
  }
};
ON_BOTH_DATABASES(RoundTrips);

std::vector<std::string> names_of(const std::vector<TimeSeries>& all) {
  std::vector<std::string> names;
  for (const TimeSeries& one : all) names.push_back(one.flow + " " + one.from + " " + one.to);
  return names;
}

TEST_P(RoundTrips, AreOfPairsOfClusters) {
  RunStore store_of(open());
  SimulatedRuns runs(12);
  for (int run = 0; run < 3; ++run) store(store_of, runs);
  const auto all = clusters(store_of);
  EXPECT_THAT(
      names_of(all),
      ElementsAre(
          "worker-tunnel c0 c0", "worker-tunnel c0 c1", "worker-tunnel c1 c0", "worker-tunnel c1 c1"
      )
  );
  ASSERT_EQ(all.front().points.size(), 3U);
  const TimePoint& point = all.front().points[1];
  EXPECT_EQ(point.at, began + std::chrono::minutes(5));
  EXPECT_EQ(point.span.count(), 0);
  EXPECT_NEAR(point.median_us.value(), 1'000, 40);
  EXPECT_LT(point.min_us, *point.median_us);
  EXPECT_GT(point.max_us, *point.median_us);
  EXPECT_EQ(point.sent, 3U * 90);
  EXPECT_EQ(point.lost, 0U);
  EXPECT_EQ(clusters(store_of, "worker-tunnel").size(), 4U);
  EXPECT_THAT(clusters(store_of, "no-flow"), IsEmpty());
  EXPECT_THAT(
      names_of(clusters(store_of, "worker-tunnel", std::pair("c1", "c0"))),
      ElementsAre("worker-tunnel c1 c0")
  );
  EXPECT_THAT(clusters(store_of, "worker-tunnel", std::pair("c1", "")), IsEmpty());
}

TEST_P(RoundTrips, AreOfTheTimeThatIsAskedFor) {
  RunStore store_of(open());
  SimulatedRuns runs(2);
  for (int run = 0; run < 5; ++run) store(store_of, runs);
  const TimeRange range{began + std::chrono::minutes(5), began + std::chrono::minutes(15)};
  const auto some = clusters(store_of, std::nullopt, std::nullopt, range);
  ASSERT_EQ(some.size(), 1U);
  ASSERT_EQ(some.front().points.size(), 2U);
  EXPECT_EQ(some.front().points.front().at, *range.since);
  EXPECT_THAT(clusters(store_of, {}, {}, {*range.until + std::chrono::days(1), {}}), IsEmpty());
}

TEST_P(RoundTrips, OfAPathAreKeptWhereItIsNotAsExpected) {
  RunStore store_of(open());
  SimulatedRuns runs(3);
  store(store_of, runs);
  runs.plant(0, 1, dropped_judgement);
  store(store_of, runs);
  const TimeSeries path{"worker-tunnel", SimulatedRuns::worker(0), SimulatedRuns::worker(1), {}};
  const TimeSeries times = taken(path_times(store_of.database(), inventory_name, path, {}));
  ASSERT_EQ(times.points.size(), 1U);
  EXPECT_EQ(times.points.front().median_us, std::nullopt);
  EXPECT_EQ(times.points.front().sent, 3U);
  EXPECT_EQ(times.points.front().lost, 3U);
  const TimeSeries other{"worker-tunnel", SimulatedRuns::worker(1), "nobody", {}};
  EXPECT_THAT(taken(path_times(store_of.database(), inventory_name, other, {})).points, IsEmpty());
}

TEST_P(RoundTrips, AreInTheFinestStepsThatAreKeptOfTheWholeTime) {
  Keep keep;
  keep.runs = std::chrono::hours(2);
  RunStore store_of(open(), keep);
  SimulatedRuns runs(2);
  for (int run = 0; run < 80; ++run) store(store_of, runs);
  const auto span_of = [&](const TimeRange& range) {
    const auto all = clusters(store_of, {}, {}, range);
    return all.empty() ? std::chrono::seconds(-1) : all.front().points.front().span;
  };
  const UtcSeconds end = began + 79 * std::chrono::minutes(5);
  EXPECT_EQ(span_of({end - std::chrono::hours(1), {}}), std::chrono::seconds(0));
  EXPECT_EQ(span_of({}), std::chrono::hours(1));
  EXPECT_EQ(span_of({began + std::chrono::minutes(30), {}}), std::chrono::hours(1));
}

}  // namespace
}  // namespace oakprobe::history
