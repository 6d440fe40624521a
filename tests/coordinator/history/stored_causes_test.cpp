#include "coordinator/history/stored_causes.hpp"

#include "coordinator/history/runs.hpp"
#include "tests/coordinator/history/stored_runs.hpp"

#include <gmock/gmock.h>

namespace oakprobe::history {
namespace {

using testing::ElementsAre;

class StoredCauses : public StoredRuns {
 protected:
  static PathNames names(std::size_t source, std::size_t target) {
    return {"worker-tunnel", SimulatedRuns::worker(source), SimulatedRuns::worker(target)};
  }

  timeline::RunLine line_of(RunStore& in, std::int64_t run) {
    return taken(find_run(in.database(), SimulatedRuns::run_id(run))).value();
  }

  std::vector<std::string> since(
      RunStore& in, std::int64_t run, const std::vector<std::vector<PathNames>>& groups
  ) {
    std::vector<std::string> told;
    for (const auto& one : taken(known_since(in.database(), line_of(in, run), groups)))
      told.push_back(one ? minutes(*one) : "none");
    return told;
  }
};
ON_BOTH_DATABASES(StoredCauses);

TEST_P(StoredCauses, AreThoseOfTheRun) {
  RunStore store_of(open());
  SimulatedRuns runs(4);
  runs.plant(0, 1, dropped_judgement);
  summarize(runs.check());
  store(store_of, runs);
  runs.plant(0, 1, open_judgement);
  summarize(runs.check());
  store(store_of, runs);
  const auto causes = taken(causes_of(store_of.database(), line_of(store_of, 1)));
  ASSERT_EQ(causes.size(), 1U);
  const StoredCause& cause = causes.front();
  EXPECT_EQ(timeline::outcome_text(cause.outcome), "blocked: dropped (network)");
  EXPECT_EQ(cause.paths, 1U);
  EXPECT_EQ(cause.first.source, "w000");
  EXPECT_EQ(cause.first.flow, "worker-tunnel");
  EXPECT_EQ(cause.first.target, "w001");
  EXPECT_TRUE(taken(causes_of(store_of.database(), line_of(store_of, 2))).empty());
}

TEST_P(StoredCauses, AreSinceTheirOldestPathIsSo) {
  RunStore store_of(open());
  SimulatedRuns runs(4);
  store(store_of, runs);  // 0
  runs.plant(0, 1, dropped_judgement);
  store(store_of, runs);  // 5
  runs.plant(2, 1, dropped_judgement);
  runs.plant(0, 1, lost_judgement);
  store(store_of, runs);  // 10
  runs.plant(0, 1, dropped_judgement);
  store(store_of, runs);  // 15
  runs.plant(0, 1, open_judgement);
  store(store_of, runs);  // 20
  const std::vector<std::vector<PathNames>> groups{
      {names(0, 1), names(2, 1)}, {names(2, 1)}, {names(3, 1)}, {names(0, 1)}, {}, {names(0, 99)}};
  EXPECT_THAT(since(store_of, 4, groups), ElementsAre("5", "10", "0", "5", "none", "none"));
  // An unknown stands before what was known.
  EXPECT_THAT(since(store_of, 3, groups), ElementsAre("10", "10", "0", "10", "none", "none"));
  EXPECT_THAT(since(store_of, 2, groups), ElementsAre("0", "0", "0", "5", "none", "none"));
  EXPECT_THAT(since(store_of, 5, groups), ElementsAre("10", "10", "0", "20", "none", "none"));
}

}  // namespace
}  // namespace oakprobe::history
