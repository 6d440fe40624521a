#include "plans/rotation_state.hpp"

#include "tests/plans/meshes.hpp"

#include <gtest/gtest.h>

namespace oakprobe::plans {
namespace {

// Runs of three slots each, over twelve workers.
class RotationStateTest : public ::testing::Test {
 protected:
  // unknown: how many of its paths got no answer.
  void run(std::int64_t now, std::size_t unknown = 0) {
    const Slots slots{state_.next, 3};
    const PathPlan plan = make_plan(inventory_, {}, PlanKind::rotate, state_.seed, slots);
    std::vector<RotatedPath> tried;
    for_each_path(inventory_, {}, plan, [&](const inventory::ExpectedPath& path) {
      tried.push_back({path.id, true});
    });
    for (std::size_t last = 0; last < unknown; ++last)  // they are tunnels
      tried[tried.size() - 1 - last].verified = false;
    EXPECT_TRUE(note_run(state_, plan, slots, tried, now));
  }

  inventory::Inventory inventory_ = workers_in_clusters(3, 4);
  std::vector<Mesh> meshes_ = meshes_of(inventory_, {});
  RotationState state_ = begin_rotation(inventory_, meshes_);
};

TEST_F(RotationStateTest, CountsWhatAllRunsVerified) {
  EXPECT_EQ(coverage_of(state_).slots_left, 11U);
  EXPECT_FALSE(coverage_of(state_).oldest);
  run(1'000);
  EXPECT_EQ(state_.next, 3U);
  EXPECT_EQ(coverage_of(state_).verified, 36U);
  EXPECT_EQ(coverage_of(state_).slots_left, 8U);
  run(2'000, 5);
  run(3'000);
  EXPECT_EQ(coverage_of(state_).verified, 3 * 36U - 5);
  EXPECT_EQ(coverage_of(state_).oldest, 1'000);
  run(4'000);
  EXPECT_EQ(coverage_of(state_).slots_left, 0U);
  EXPECT_EQ(coverage_of(state_).oldest, 1'000) << "slots 2 and 3 of the first run";
  EXPECT_EQ(coverage_of(state_).verified, 132 - 5U);
  run(5'000);
  EXPECT_EQ(coverage_of(state_).oldest, 2'000);
}

TEST_F(RotationStateTest, ComesBackAsItWent) {
  run(1'000);
  run(2'000, 3);
  const auto back = parse_rotation_state(to_text(state_));
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(*back, state_);
}

TEST_F(RotationStateTest, KnowsItsMembersByName) {
  EXPECT_TRUE(is_of(state_, inventory_, meshes_));
  inventory_.nodes.back().address = "10.9.9.9";
  EXPECT_TRUE(is_of(state_, inventory_, meshes_)) << "moved";
  inventory_.nodes.back().name = "other";
  EXPECT_FALSE(is_of(state_, inventory_, meshes_));
  const auto more = workers_in_clusters(3, 5);
  EXPECT_FALSE(is_of(state_, more, meshes_of(more, {})));
}

TEST_F(RotationStateTest, PassesOverPathsOfOthers) {
  const Slots slots{0, 3};
  const PathPlan plan = make_plan(inventory_, {}, PlanKind::rotate, state_.seed, slots);
  const FlowId tunnel = plan.meshes.at(0).mesh.flows.at(0);
  const std::vector<RotatedPath> foreign{
      {{tunnel, NodeId{0}, NodeId{5}}, true},
      {{FlowId{0}, NodeId{5}, NodeId{6}}, true},
      {{tunnel, NodeId{99}, NodeId{5}}, true}};
  EXPECT_FALSE(note_run(state_, plan, slots, foreign, 1'000));
  EXPECT_EQ(state_.next, 0U);
  EXPECT_EQ(coverage_of(state_).verified, 0U);
  EXPECT_EQ(coverage_of(state_).slots_left, 11U) << "nothing of a slot was dialled";
}

TEST_F(RotationStateTest, IsAnotherForOtherFlows) {
  meshes_[0].flows.push_back(FlowId{0});
  EXPECT_FALSE(is_of(state_, inventory_, meshes_));
}

TEST_F(RotationStateTest, BeginsTheSameForTheSameNames) {
  EXPECT_EQ(begin_rotation(inventory_, meshes_), state_);
}

TEST(RotationState, IsNoOtherText) {
  for (const char* text : {
           "",
           "{",
           "[]",
           "null",
           R"({"schema": "oakprobe.report/1"})",
           R"({"schema": "oakprobe.rotation/1"})",
           R"({"schema": "oakprobe.rotation/1", "seed": "00", "next": 0, "meshes": []})",
           R"({"schema": "oakprobe.rotation/1", "seed": "zz000000000000000000000000000000", "next": 0, "meshes": []})",
           R"({"schema": "oakprobe.rotation/1", "seed": "00000000000000000000000000000000", "next": -1, "meshes": []})",
           R"({"schema": "oakprobe.rotation/1", "seed": "00000000000000000000000000000000", "next": 0, "meshes": 1})",
           R"({"schema": "oakprobe.rotation/1", "seed": "00000000000000000000000000000000", "next": 0, "meshes": [1]})",
           R"({"schema": "oakprobe.rotation/1", "seed": "00000000000000000000000000000000", "next": 0, "meshes": [{"members": 1, "count": 1, "slots": []}]})",
           R"({"schema": "oakprobe.rotation/1", "seed": "00000000000000000000000000000000", "next": 0, "meshes": [{"members": 1, "count": 9, "slots": [[9, 1, 1]]}]})",
           R"({"schema": "oakprobe.rotation/1", "seed": "00000000000000000000000000000000", "next": 0, "meshes": [{"members": 1, "count": 9, "slots": [[2, 1, 1], [1, 1, 1]]}]})",
       })
    EXPECT_FALSE(parse_rotation_state(text).has_value()) << text;
  EXPECT_TRUE(
      parse_rotation_state(
          R"({"schema": "oakprobe.rotation/1", "seed": "00000000000000000000000000000000", "next": 7, "meshes": [{"members": 1, "count": 9, "slots": [[1, 1, 1], [8, 2, 0]]}], "later": 1})"
      )
          .has_value()
  );
}

}  // namespace
}  // namespace oakprobe::plans
