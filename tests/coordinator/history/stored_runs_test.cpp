#include "tests/coordinator/history/stored_runs.hpp"

#include "coordinator/history/outlines.hpp"
#include "coordinator/history/runs.hpp"
#include "coordinator/timeline/difference.hpp"

#include <gmock/gmock.h>

#include <chrono>

// What is read of several runs: their list, and what differs. run_store_test.cpp is about what is
// stored of each, and has both databases for this suite.
namespace oakprobe::history {
namespace {

using testing::ElementsAre;

TEST_P(StoredRuns, OfSeveralInventoriesAreKeptApart) {
  RunStore store_of(open());
  SimulatedRuns runs(2);
  store(store_of, runs);
  runs.plant(0, 1, dropped_judgement);
  ASSERT_TRUE(store_of.store(runs.run(), "/other.yaml"));
  EXPECT_THAT(life_of(store_of, 0, 1), ElementsAre("0- open"));
  const auto all = list_runs(store_of.database(), {});
  ASSERT_TRUE(all);
  EXPECT_EQ(all->size(), 2U);
  RunFilter one;
  one.deployment = "/other.yaml";
  const auto others = list_runs(store_of.database(), one);
  ASSERT_TRUE(others);
  ASSERT_EQ(others->size(), 1U);
  EXPECT_EQ(others->front().id, SimulatedRuns::run_id(2));
}

TEST_P(StoredRuns, AreListedWithWhatIsKeptOfThem) {
  RunStore store_of(open());
  SimulatedRuns runs(3);
  for (int run = 0; run < 5; ++run) store(store_of, runs);
  RunFilter filter;
  filter.limit = 2;
  auto listed = list_runs(store_of.database(), filter);
  ASSERT_TRUE(listed);
  ASSERT_EQ(listed->size(), 2U);
  const timeline::RunLine& latest = listed->front();
  EXPECT_EQ(latest.id, SimulatedRuns::run_id(5));
  EXPECT_EQ(minutes(latest.started), "20");
  EXPECT_EQ(latest.finished - latest.started, std::chrono::seconds(60));
  EXPECT_EQ(latest.outcome, timeline::RunOutcome::passed);
  EXPECT_EQ(latest.summary, runs.check().summary);
  EXPECT_EQ(latest.plan, "full");
  filter.limit = 20;
  filter.since = UtcSeconds(1'790'000'000 + 300);
  filter.until = UtcSeconds(1'790'000'000 + 900);
  listed = list_runs(store_of.database(), filter);
  ASSERT_TRUE(listed);
  EXPECT_EQ(listed->size(), 2U);
  const auto found = find_run(store_of.database(), SimulatedRuns::run_id(3));
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->number, 3);
  const auto missing = find_run(store_of.database(), "0");
  ASSERT_TRUE(missing);
  EXPECT_FALSE(*missing);
}

TEST_P(StoredRuns, DifferInWhatChangedBetweenThem) {
  RunStore store_of(open());
  SimulatedRuns runs(4);
  store(store_of, runs);
  runs.plant(0, 1, dropped_judgement);
  runs.plant(2, 3, dropped_judgement);
  store(store_of, runs);
  runs.plant(2, 3, open_judgement);
  runs.plant(3, 2, lost_judgement);
  store(store_of, runs);
  const auto difference_of = [&](std::int64_t from, std::int64_t to) {
    const auto before = find_run(store_of.database(), SimulatedRuns::run_id(from));
    const auto after = find_run(store_of.database(), SimulatedRuns::run_id(to));
    const auto some = outlines_between(store_of.database(), **before, **after);
    const auto all_before = outline_at(store_of.database(), **before);
    const auto all_after = outline_at(store_of.database(), **after);
    EXPECT_EQ(all_after->paths.size(), runs.paths());
    const auto whole = timeline::difference(*all_before, *all_after);
    auto made = timeline::difference(some->first, some->second);
    EXPECT_EQ(whole.broken.size(), made.broken.size());
    EXPECT_EQ(whole.mended.size(), made.mended.size());
    EXPECT_EQ(whole.unknown.size(), made.unknown.size());
    return made;
  };
  auto made = difference_of(1, 3);
  ASSERT_EQ(made.broken.size(), 1U);
  EXPECT_EQ(made.broken.front().source, "w000");
  EXPECT_EQ(made.unknown.size(), 1U);
  EXPECT_TRUE(made.mended.empty());
  EXPECT_TRUE(made.appeared.empty());
  EXPECT_TRUE(made.slower.empty());
  made = difference_of(2, 3);
  EXPECT_TRUE(made.broken.empty());
  EXPECT_EQ(made.mended.size(), 1U);
  EXPECT_EQ(difference_of(3, 2).broken.size(), 1U);  // backwards, too
  EXPECT_TRUE(difference_of(2, 2).empty());
}

}  // namespace
}  // namespace oakprobe::history
