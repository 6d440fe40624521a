#include "coordinator/history/run_store.hpp"

#include "coordinator/history/outlines.hpp"
#include "coordinator/history/runs.hpp"
#include "tests/coordinator/history/stored_runs.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace oakprobe::history {
namespace {

using testing::ElementsAre;

ON_BOTH_DATABASES(StoredRuns);

TEST_P(StoredRuns, TellOfEachPathWhatItWasLike) {
  RunStore store_of(open());
  SimulatedRuns runs(4);
  const std::size_t first = store(store_of, runs).changes;
  EXPECT_GE(first, runs.paths());
  EXPECT_EQ(store(store_of, runs).changes, 0U);
  runs.plant(0, 1, dropped_judgement);
  store(store_of, runs);
  runs.plant(0, 1, lost_judgement);
  store(store_of, runs);
  store(store_of, runs);
  runs.plant(0, 1, dropped_judgement);
  store(store_of, runs);
  runs.plant(0, 1, refused_judgement);
  store(store_of, runs);
  runs.plant(0, 1, open_judgement);
  store(store_of, runs);
  EXPECT_THAT(
      life_of(store_of, 0, 1),
      ElementsAre(
          "0-10 open",
          "10-30 blocked: dropped (network)",
          "15-25 unknown: agent-lost",
          "30-35 blocked: refused (target-host)",
          "35- open"
      )
  );
  EXPECT_THAT(life_of(store_of, 1, 0), ElementsAre("0- open"));
  EXPECT_THAT(life_of(store_of, 1, 9), ElementsAre());
}

TEST_P(StoredRuns, AreStoredOnce) {
  RunStore store_of(open());
  SimulatedRuns runs(2);
  const auto& check = runs.run();
  ASSERT_TRUE(store_of.store(check, inventory_name));
  const auto again = store_of.store(check, inventory_name);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->known);
  EXPECT_EQ(number_of(store_of, "select count(*) from run"), 1);
}

TEST_P(StoredRuns, EndTheLivesOfWhatTheInventoryHasNoLonger) {
  RunStore store_of(open());
  SimulatedRuns runs(3);
  store(store_of, runs);
  SimulatedRuns fewer(2);
  static_cast<void>(fewer.run());
  store(store_of, fewer);
  EXPECT_THAT(life_of(store_of, 0, 2), ElementsAre("0-5 open"));
  EXPECT_THAT(life_of(store_of, 0, 1), ElementsAre("0- open"));
  const auto lives = node_lives(store_of.database(), inventory_name, "w002");
  ASSERT_TRUE(lives);
  ASSERT_EQ(lives->size(), 1U);
  EXPECT_TRUE(lives->front().spans.front().until);
  static_cast<void>(runs.run());
  store(store_of, runs);
  EXPECT_THAT(life_of(store_of, 0, 2), ElementsAre("0-5 open", "10- open"));
}

TEST_P(StoredRuns, ChangeNothingOfWhatTheyDidNotTry) {
  RunStore store_of(open());
  SimulatedRuns runs(3);
  runs.plant(0, 2, dropped_judgement);
  store(store_of, runs);
  // The same deployment, and a choice of its paths.
  diagnosis::FinishedCheck few = runs.run();
  few.paths = {};
  few.paths.add(runs.check().paths[0]);
  few.coverage.plan = plans::PlanKind::rotate;
  ASSERT_TRUE(store_of.store(few, inventory_name));
  EXPECT_THAT(life_of(store_of, 0, 2), ElementsAre("0- blocked: dropped (network)"));
  EXPECT_THAT(life_of(store_of, 0, 1), ElementsAre("0- open"));
}

TEST_P(StoredRuns, KnowAgentsAndFindings) {
  RunStore store_of(open());
  SimulatedRuns runs(2);
  diagnosis::FinishedNode& node = runs.check().nodes.back();
  const std::string name = runs.check().inventory.nodes.back().name;
  node.observation.facts.default_routes.emplace();
  node.findings.resize(2);
  node.findings[0].severity = diagnosis::Severity::error;
  node.findings[0].code = diagnosis::FindingCode::address_in_overlay_range;
  node.findings[1].code = diagnosis::FindingCode::no_default_route;
  store(store_of, runs);
  node.observation.agent = diagnosis::AgentState::lost;
  node.findings.clear();
  store(store_of, runs);
  auto lives = node_lives(store_of.database(), inventory_name, name);
  ASSERT_TRUE(lives);
  ASSERT_EQ(lives->size(), 3U);
  EXPECT_EQ(lives->front().name, "agent");
  ASSERT_EQ(lives->front().spans.size(), 2U);
  EXPECT_EQ(lives->front().spans.back().words, "lost");
  EXPECT_EQ((*lives)[1].name, "address-in-overlay-range");
  EXPECT_EQ((*lives)[2].name, "no-default-route");
  EXPECT_FALSE((*lives)[1].spans.front().until);  // nobody could look
  EXPECT_FALSE((*lives)[2].spans.front().until);
  node.observation.agent = diagnosis::AgentState::reached;
  store(store_of, runs);
  lives = node_lives(store_of.database(), inventory_name, name);
  ASSERT_TRUE(lives);
  EXPECT_FALSE((*lives)[1].spans.front().until);  // of all flows, only one was looked at
  EXPECT_TRUE((*lives)[2].spans.front().until);   // which the node itself tells
  try_all(runs.check());
  store(store_of, runs);
  lives = node_lives(store_of.database(), inventory_name, name);
  ASSERT_TRUE(lives);
  EXPECT_TRUE((*lives)[1].spans.front().until);
}

TEST_P(StoredRuns, EndAFindingOnlyWithAllTheFlowsThatItConcerned) {
  RunStore store_of(open());
  SimulatedRuns runs(2);
  diagnosis::FinishedCheck& check = runs.check();
  diagnosis::FinishedNode& node = check.nodes.back();
  const FlowId tunnel = *check.inventory.find_flow("worker-tunnel");
  const FlowId optional = *check.inventory.find_flow("cluster-marketplace");
  node.findings.resize(2);
  for (diagnosis::Finding& finding : node.findings)
    finding.code = diagnosis::FindingCode::address_in_overlay_range;
  node.findings[0].flows = {tunnel};
  node.findings[1].flows = {optional};
  bool all_flows = false;
  const auto is_over = [&] {
    try_all(check, all_flows);
    store(store_of, runs);
    const auto lives =
        node_lives(store_of.database(), inventory_name, check.inventory.nodes.back().name);
    return lives && lives->size() == 2 && lives->back().spans.back().until;
  };
  EXPECT_FALSE(is_over());
  std::vector<diagnosis::Finding> found;
  found.swap(node.findings);
  EXPECT_FALSE(is_over()) << "of the other flow nothing was dialled";
  node.findings = {found[0]};
  EXPECT_FALSE(is_over());
  node.findings.clear();
  EXPECT_FALSE(is_over()) << "it may go on in the other flow all the same";
  all_flows = true;
  EXPECT_TRUE(is_over());
}

TEST_P(StoredRuns, RollRoundTripsUpAndLetGoOfThem) {
  RunStore store_of(open(), {std::chrono::hours(1), std::chrono::hours(3), std::chrono::days(1)});
  SimulatedRuns runs(2);
  for (int run = 0; run < 48; ++run) store(store_of, runs);  // 4 hours
  const auto rows = [&](int grain) {
    return number_of(
        store_of, "select count(*) from rollup where grain = " + std::to_string(grain)
    );
  };
  EXPECT_LE(rows(0), 12 + 12);  // pruned once an hour
  EXPECT_LE(rows(1), 4);
  EXPECT_LE(rows(2), 2);
  EXPECT_EQ(number_of(store_of, "select sum(sent) from rollup where grain = 2"), 48 * 2 * 3);
  EXPECT_EQ(
      number_of(store_of, "select min(rtt_min) from rollup"),
      number_of(store_of, "select max(rtt_min) from rollup")
  );
}

TEST_P(StoredRuns, TellWhatARecordOfAllRunsWould) {
  RunStore store_of(open());
  constexpr std::size_t workers = 5;
  SimulatedRuns runs(workers);
  std::mt19937 random(1);
  const std::vector<diagnosis::Judgement> judgements{
      open_judgement, dropped_judgement, refused_judgement, lost_judgement};
  // By path: what each run found.
  std::map<std::pair<std::size_t, std::size_t>, std::vector<std::size_t>> found;
  constexpr std::size_t runs_made = 40;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> now;
  for (std::size_t run = 0; run < runs_made; ++run) {
    for (int change = 0; change < 3; ++change) {
      const std::size_t source = random() % workers;
      const std::size_t target = (source + 1 + random() % (workers - 1)) % workers;
      now[{source, target}] = random() % judgements.size();
      runs.plant(source, target, judgements[now[{source, target}]]);
    }
    for (std::size_t source = 0; source < workers; ++source)
      for (std::size_t target = 0; target < workers; ++target)
        if (source != target) found[{source, target}].push_back(now[{source, target}]);
    store(store_of, runs);
  }
  for (std::size_t run = 0; run < runs_made; ++run) {
    const auto line =
        find_run(store_of.database(), SimulatedRuns::run_id(static_cast<std::int64_t>(run) + 1));
    const auto outline = outline_at(store_of.database(), **line);
    ASSERT_TRUE(outline) << outline.error().message;
    ASSERT_EQ(outline->paths.size(), found.size());
    std::size_t at = 0;
    for (const auto& [ends, by_run] : found) {
      const timeline::OutlinedPath& path = outline->paths[at++];
      ASSERT_EQ(path.source, SimulatedRuns::worker(ends.first));
      const diagnosis::Judgement& is = judgements[by_run[run]];
      ASSERT_EQ(path.unknown.has_value(), is.status == diagnosis::Status::unknown) << run;
      std::size_t last_known = run + 1;
      while (last_known > 0 && by_run[last_known - 1] == 3) --last_known;
      ASSERT_EQ(path.known.has_value(), last_known > 0);
      if (last_known > 0) {
        ASSERT_EQ(path.known, timeline::outcome_of(judgements[by_run[last_known - 1]], false))
            << run;
      }
    }
  }
}

}  // namespace
}  // namespace oakprobe::history
