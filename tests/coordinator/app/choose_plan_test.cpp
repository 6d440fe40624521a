#include "coordinator/app/choose_plan.hpp"

#include "inventory/parse_inventory.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace oakprobe::app {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

inventory::Inventory workers(const char* names) {
  return *inventory::parse_inventory(
      "version: 1\nnodes:\n  - {name: root, address: 192.0.2.249, roles: [root]}\n  - {name: edge, "
      "address: 192.0.2.250, roles: [cluster], cluster: "
      "edge}\n"
      "  - {name: \"" +
      std::string(names) + "\", address: \"192.0.2.[1-6]\", roles: [worker], cluster: edge}\n"
  );
}

class ChoosePlanTest : public ::testing::Test {
 protected:
  ChoosePlanTest() {
    std::string name = ::testing::TempDir() + "oakprobe-plan-XXXXXX";
    directory_ = ::mkdtemp(name.data());
    choice_.kind = plans::PlanKind::rotate;
    choice_.slots = 2;
    choice_.state = directory_ + "/deep/state.json";
    choice_.inventory = "my.yaml";
  }
  ~ChoosePlanTest() override { fs::remove_all(directory_); }

  // A run that saw every path open.
  diagnosis::Coverage run(bool interrupted = false, bool dialled = true) {
    auto chosen = choose_plan(inventory_, {}, choice_, PlanUse::run);
    EXPECT_TRUE(chosen.has_value());
    put_aside_ = chosen->warning;
    diagnosis::FinishedCheck check;
    check.interrupted = interrupted;
    plans::for_each_path(inventory_, {}, chosen->plan, [&](const inventory::ExpectedPath& path) {
      diagnosis::FinishedPath one;
      one.id = path.id;
      one.verdict.edit().status = diagnosis::Status::open;
      if (dialled) one.dial.emplace();
      check.paths.add(one);
    });
    warning_ = keep_rotation(*chosen, check);
    return check.coverage;
  }

  // Why there is no plan: one line, and a wrong input.
  std::string refusal() {
    const auto chosen = choose_plan(inventory_, {}, choice_, PlanUse::run);
    if (chosen) return "";
    const Failure failure = chosen.error();
    EXPECT_EQ(failure.kind, FailureKind::wrong_input);
    EXPECT_EQ(failure.messages.size(), 1U);
    return failure.messages.empty() ? "" : failure.messages.front();
  }

  inventory::Inventory inventory_ = workers("w[1-6]");
  PlanChoice choice_;
  std::string directory_;
  std::string put_aside_;  // what the last run said before it,
  std::string warning_;    // and afterwards
};

TEST_F(ChoosePlanTest, ARotationGoesOnWhereTheLastRunStopped) {
  const auto first = run().rotation.value();
  EXPECT_EQ(first.verified, 12U);
  EXPECT_EQ(first.runs_left, 2U);
  EXPECT_TRUE(first.kept);
  EXPECT_EQ(run().rotation->verified, 24U);
  const auto third = run().rotation.value();
  EXPECT_EQ(third.verified, 30U) << "the fifth slot, and the first one again";
  EXPECT_EQ(third.runs_left, 0U);
}

TEST_F(ChoosePlanTest, ARotationThatIsKeptElsewhereNeedsNoFile) {
  choice_.state.reset();
  choice_.inventory = "-";
  std::string kept;
  choice_.kept = &kept;
  EXPECT_EQ(run().rotation->verified, 12U);
  const std::string after_first = kept;
  EXPECT_TRUE(run().rotation->kept);
  kept = after_first;  // the second run was lost
  EXPECT_EQ(run().rotation->verified, 24U);
  EXPECT_FALSE(run(true).rotation->kept);
  EXPECT_EQ(run().rotation->verified, 30U);
  kept = "{";
  EXPECT_TRUE(run().rotation->begun_anew);
  EXPECT_THAT(put_aside_, HasSubstr("begins anew"));
}

TEST_F(ChoosePlanTest, AnInterruptedRunIsTriedAgain) {
  EXPECT_FALSE(run(true).rotation->kept);
  EXPECT_FALSE(fs::exists(*choice_.state));
  EXPECT_EQ(run().rotation->verified, 12U);
}

TEST_F(ChoosePlanTest, ARunThatCouldDialNothingIsTriedAgain) {
  EXPECT_FALSE(run(false, false).rotation->kept);
  EXPECT_EQ(run().rotation->verified, 12U);
  EXPECT_EQ(run().rotation->verified, 24U);
}

TEST_F(ChoosePlanTest, WhatTheSourceHadNoSocketForIsTriedAgain) {
  diagnosis::FinishedPath path;
  path.dial.emplace();
  path.verdict.edit().status = diagnosis::Status::unknown;
  EXPECT_FALSE(path.is_tried());
  path.verdict.edit().status = diagnosis::Status::blocked;  // no route
  EXPECT_TRUE(path.is_tried());
  path.verdict.edit().status = diagnosis::Status::unknown;
  path.dial.edit().sent.insert(0);
  EXPECT_TRUE(path.is_tried());
}

TEST_F(ChoosePlanTest, OtherWorkersBeginAnew) {
  run();
  inventory_ = workers("v[1-6]");
  const auto anew = run().rotation.value();
  EXPECT_TRUE(anew.begun_anew);
  EXPECT_EQ(anew.verified, 12U);
  EXPECT_FALSE(run().rotation->begun_anew);
}

TEST_F(ChoosePlanTest, AForeignFileIsNotTouched) {
  choice_.state = directory_ + "/other.json";
  std::ofstream(*choice_.state) << "{}";
  EXPECT_THAT(refusal(), HasSubstr("not the state of a rotation"));
  EXPECT_EQ(fs::file_size(*choice_.state), 2U);
}

TEST_F(ChoosePlanTest, ADamagedStateIsPutAside) {
  run();
  const auto whole = fs::file_size(*choice_.state);
  for (const auto& left : {std::uintmax_t{0}, std::uintmax_t{5}, whole - 3}) {
    fs::resize_file(*choice_.state, left);
    const auto shown = choose_plan(inventory_, {}, choice_, PlanUse::show);
    EXPECT_TRUE(shown->begun_anew);
    EXPECT_EQ(shown->warning, *choice_.state + " is damaged; the rotation begins anew");
    EXPECT_EQ(fs::file_size(*choice_.state), left) << "nothing is changed for a look";
    const auto anew = run().rotation.value();
    EXPECT_THAT(put_aside_, HasSubstr("put aside as"));
    EXPECT_TRUE(anew.begun_anew);
    EXPECT_TRUE(anew.kept);
  }
  EXPECT_TRUE(fs::exists(*choice_.state + ".damaged.3"));
  EXPECT_FALSE(run().rotation->begun_anew);
}

TEST_F(ChoosePlanTest, TwoRunsDoNotShareAState) {
  const auto first = choose_plan(inventory_, {}, choice_, PlanUse::run);
  EXPECT_TRUE(can_keep_rotation(*first));
  const auto second = can_keep_rotation(*choose_plan(inventory_, {}, choice_, PlanUse::run));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, FailureKind::oakprobe_failed);
  EXPECT_THAT(second.error().messages, ElementsAre(HasSubstr("another check goes on")));
}

TEST_F(ChoosePlanTest, NothingButTheStateAndItsLockIsLeft) {
  run();
  std::vector<std::string> left;
  for (const auto& entry : fs::directory_iterator(directory_ + "/deep"))
    left.push_back(entry.path().filename());
  EXPECT_THAT(left, ::testing::UnorderedElementsAre("state.json", "state.json.lock"));
}

TEST_F(ChoosePlanTest, AStateThatCannotBeKeptIsSaidBeforeAndAfter) {
  choice_.state = "/proc/nowhere/state.json";
  const auto kept = can_keep_rotation(*choose_plan(inventory_, {}, choice_, PlanUse::run));
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().kind, FailureKind::oakprobe_failed);
  EXPECT_THAT(kept.error().messages, ElementsAre(HasSubstr("was not kept; name another")));
  EXPECT_FALSE(run().rotation->kept);
  EXPECT_THAT(warning_, HasSubstr("was not kept; the next run tries the same"));
}

TEST_F(ChoosePlanTest, StandardInputHasNoFileByItself) {
  choice_.inventory = "-";
  choice_.state.reset();
  EXPECT_THAT(refusal(), HasSubstr("--state FILE"));
}

TEST_F(ChoosePlanTest, WithoutAMeshEveryPathIsTried) {
  choice_.kind = plans::PlanKind::rotate;
  inventory::PathSelection selection;
  selection.sources = {NodeId{1}};
  const auto chosen = choose_plan(inventory_, selection, choice_, PlanUse::run);
  EXPECT_EQ(chosen->plan.kind, plans::PlanKind::full);
  EXPECT_FALSE(chosen->rotation);
}

}  // namespace
}  // namespace oakprobe::app
