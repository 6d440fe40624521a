#include "coordinator/app/audit.hpp"

#include "tests/coordinator/app/audit_case.hpp"
#include "tests/coordinator/check/small_deployment.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace oakprobe::app {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_F(AuditTest, LooksAgainAtWhatChangedBeforeItBelievesIt) {
  request_.once = true;
  ASSERT_TRUE(run());
  EXPECT_THAT(witness_.runs, SizeIs(1));
  EXPECT_THAT(witness_.looks, ElementsAre(1U)) << "two of three";
  EXPECT_GT(witness_.changes.front(), 0U);
  EXPECT_EQ(witness_.taken, witness_.runs);
  EXPECT_THAT(witness_.told, ElementsAre("over"));
}

TEST_F(AuditTest, LooksAtMostTwiceAgain) {
  request_.once = true;
  request_.confirm = inventory::Confirm{4, 4};
  ASSERT_TRUE(run());
  EXPECT_THAT(witness_.looks, ElementsAre(2U));
  EXPECT_THAT(witness_.changes, ElementsAre(0U));
}

TEST_F(AuditTest, ChecksUntilItIsStoppedAndTellsAChangeOnce) {
  witness_.after = [this](std::size_t runs) {
    if (runs == 3) stop_();
  };
  ASSERT_TRUE(run());
  ASSERT_THAT(witness_.runs, SizeIs(3));
  EXPECT_NE(witness_.runs[0], witness_.runs[1]);
  EXPECT_GT(witness_.changes[0], 0U);
  EXPECT_EQ(witness_.changes[2], 0U);
  EXPECT_FALSE(witness_.interrupted);
}

TEST_F(AuditTest, RemembersOverARestartWhatItBelieves) {
  request_.once = true;
  ASSERT_TRUE(run());
  ASSERT_THAT(witness_.kept, Contains(::testing::Key("watch")));
  auto engine = Engine::start(fleet::Keep::yes);
  ASSERT_TRUE(engine);
  engine_ = std::move(*engine);
  ASSERT_TRUE(run());
  EXPECT_EQ(witness_.changes.back(), 0U);
  EXPECT_EQ(witness_.looks.back(), 0U);
}

TEST_F(AuditTest, GoesOnWhereItsMemoryIsDamaged) {
  request_.once = true;
  witness_.kept["watch"] = "{";
  ASSERT_TRUE(run());
  EXPECT_THAT(witness_.told, Contains(HasSubstr("changes are seen anew")));
}

TEST_F(AuditTest, TakesUpAChangedInventoryAndToleratesABrokenOne) {
  witness_.after = [this](std::size_t runs) {
    if (runs == 1) write(4);
    if (runs == 2) write(4, "nodes: []\n");
    if (runs == 4) stop_();
  };
  ASSERT_TRUE(run());
  ASSERT_THAT(witness_.told, SizeIs(3)) << "a mistake is told once";
  EXPECT_EQ(witness_.told[0], "nodes: 5");
  EXPECT_THAT(witness_.told[1], HasSubstr("my.yaml:7:1: "));
  EXPECT_THAT(witness_.runs, SizeIs(4));
}

TEST_F(AuditTest, StandsByWhileAnotherOneRuns) {
  witness_.may = false;
  witness_.after_failure = [this] { stop_(); };
  ASSERT_TRUE(run());
  EXPECT_THAT(witness_.told, ElementsAre("stands by", "over"));
  EXPECT_THAT(witness_.runs, IsEmpty());
}

TEST_F(AuditTest, TakesOverWhereTheOtherOneIsGone) {
  request_.every = std::chrono::hours(1);
  witness_.may = false;
  witness_.after_failure = [this] { witness_.may = true; };
  witness_.after = [this](std::size_t) { stop_(); };
  ASSERT_TRUE(run());
  EXPECT_THAT(witness_.told, ElementsAre("stands by", "over"));
  EXPECT_THAT(witness_.runs, SizeIs(1));
}

TEST_F(AuditTest, StandsByWhereNobodyCanTellWhetherTheOtherOneRuns) {
  witness_.may = false;
  std::size_t asked = 0;
  witness_.after_failure = [this, &asked] {
    witness_.unreachable = true;
    if (++asked == 2) stop_();
  };
  ASSERT_TRUE(run());
  EXPECT_THAT(witness_.told, ElementsAre("stands by", "the database is away", "over"));
  EXPECT_THAT(witness_.runs, IsEmpty());
}

TEST_F(AuditTest, TakesUpWhatTheOtherOneBelieved) {
  request_.once = true;
  ASSERT_TRUE(run());
  const auto kept = witness_.kept;
  witness_ = Witness();
  witness_.may = false;
  witness_.after_failure = [this, &kept] {
    witness_.kept = kept;
    witness_.may = true;
  };
  auto engine = Engine::start(fleet::Keep::yes);
  ASSERT_TRUE(engine);
  engine_ = std::move(*engine);
  ASSERT_TRUE(run());
  EXPECT_THAT(witness_.changes, ElementsAre(0U)) << "the other one told them";
}

TEST_F(AuditTest, TellsWhatCouldNotBeKept) {
  request_.once = true;
  witness_.full = true;
  const auto ended = run();
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().kind, FailureKind::oakprobe_failed);
  EXPECT_THAT(witness_.told, ElementsAre("the disk is full", "over"));
  EXPECT_EQ(witness_.runs_failed, 1U);
  EXPECT_THAT(witness_.runs, SizeIs(1));
}

TEST_F(AuditTest, ARotationGoesOnWhereARunWasStored) {
  request_.check.plan.kind = plans::PlanKind::rotate;
  request_.check.plan.slots = 1;
  request_.check.plan.inventory = "-";
  witness_.full = true;
  witness_.after = [this](std::size_t runs) {
    witness_.full = runs == 1;
    witness_.forgetful = runs == 3;
    if (runs == 5) stop_();
  };
  ASSERT_TRUE(run());
  // Two slots: the first was not stored, and tried again; of the fourth run nothing was kept.
  EXPECT_THAT(witness_.runs_left, ElementsAre(1U, 1U, 1U, 0U, 0U));
  EXPECT_THAT(
      witness_.told,
      ElementsAre("the disk is full", "the disk is full", "the database is away", "over")
  );
}

TEST_F(AuditTest, OptionsWinOverTheInventory) {
  write(3, "audit: {confirm: 1/1, every: 90d}\n");
  ASSERT_TRUE(inventory_->read());
  request_.once = true;
  ASSERT_TRUE(run());
  EXPECT_THAT(witness_.looks, ElementsAre(0U)) << "believed at once";
  request_.confirm = inventory::Confirm{2, 3};
  witness_ = Witness();
  auto engine = Engine::start(fleet::Keep::yes);
  ASSERT_TRUE(engine);
  engine_ = std::move(*engine);
  ASSERT_TRUE(run());
  EXPECT_THAT(witness_.looks, ElementsAre(1U));
}

TEST(WatchedInventory, TellsAFileThatCantBeReadOnce) {
  WatchedInventory inventory("/nowhere/my.yaml", {});
  EXPECT_FALSE(inventory.read());
  const auto again = inventory.read();
  ASSERT_TRUE(again);
  EXPECT_FALSE(*again);
}

TEST(SelectOnly, RestrictsToPathsByName) {
  const auto inventory = check::small_deployment();
  std::vector<audit::PathName> names;
  for (const auto& path : check::paths_of(inventory)) {
    names.push_back(
        {inventory.flow(path.id.flow).id,
         inventory.node(path.id.source).name,
         inventory.node(path.id.target).name}
    );
    if (names.size() == 2) break;
  }
  auto both = select_only(names, {}, inventory);
  ASSERT_TRUE(both);
  EXPECT_THAT(*both->only, SizeIs(2));
  EXPECT_THAT(check::paths_of(inventory, *both), SizeIs(2));

  names = {names[1], {"worker-tunnel", "w1", "gone"}, names[1]};
  const auto one = select_only(names, {}, inventory);
  ASSERT_TRUE(one);
  EXPECT_THAT(*one->only, SizeIs(1)) << "what is gone is passed over";

  names = {{"worker-tunnel", "w1", "gone"}};
  const auto none = select_only(names, {}, inventory);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, FailureKind::wrong_input);
}

}  // namespace
}  // namespace oakprobe::app
