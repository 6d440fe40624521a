#include "coordinator/cli/exit_code.hpp"

#include "tests/coordinator/diagnosis/check_case.hpp"

#include <gtest/gtest.h>

namespace oakprobe::cli {
namespace {

using namespace diagnosis;
using namespace diagnosis::test;

struct Row {
  const char* name;
  std::vector<Judgement> verdicts;
  int code;
  FailOn fail_on{};
  bool intermittent = false;
};

TEST(ExitCode, FollowsTheWorstThatWasAskedFor) {
  const Judgement open = verdict_of(Status::open);
  const Judgement closed = verdict_of(Status::closed);
  const Judgement noted = verdict_of(Status::open, Cause::return_lost);
  const Judgement blocked = verdict_of(Status::blocked, Cause::dropped);
  const Judgement exposed = verdict_of(Status::exposed);
  const Judgement loss = verdict_of(Status::degraded, Cause::loss);
  const Judgement mtu = verdict_of(Status::degraded, Cause::mtu);
  const Judgement unknown = verdict_of(Status::unknown, Cause::agent_lost);
  FailOn nothing{};
  nothing.blocked = nothing.exposed = false;
  nothing.causes.clear();
  FailOn on_degraded{};
  on_degraded.degraded = true;
  FailOn on_unknown{};
  on_unknown.unknown = true;
  const std::vector<Row> rows{
      {"no paths", {}, 0},
      {"all as expected", {open, closed}, 0},
      {"open with something worth knowing", {open, noted}, 0},
      {"blocked", {open, blocked}, 1},
      {"exposed", {open, exposed}, 1},
      {"degraded does not raise it", {verdict_of(Status::degraded)}, 0},
      {"but loss does", {loss}, 1},
      {"but mtu does", {mtu}, 1},
      {"degraded, asked for", {loss}, 1, on_degraded},
      {"unknown", {open, unknown}, 3},
      {"unknown and blocked", {unknown, blocked}, 1},
      {"unknown, asked for", {unknown}, 1, on_unknown},
      {"unknown and accepted", {unknown}, 0, {}, true},
      {"unknown and accepted, asked for", {unknown}, 0, on_unknown, true},
      {"blocked at an intermittent node is blocked", {blocked}, 1, {}, true},
      {"blocked, not asked for", {blocked, exposed, mtu}, 0, nothing},
      {"unknown stays 3 whatever is asked for", {unknown}, 3, nothing},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    CheckCase one{"w1", "w2"};
    const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
    one.check.inventory.nodes[1].intermittent = row.intermittent;
    for (const Judgement& verdict : row.verdicts) one.path(tunnel, "w1", "w2", verdict);
    summarize(one.check);
    one.check.fail_on = row.fail_on;
    EXPECT_EQ(exit_code(one.check), row.code);
  }
}

TEST(ExitCode, AFindingThatIsAnErrorFails) {
  CheckCase one{"w1"};
  Finding finding;
  one.node("w1").findings = {finding};
  summarize(one.check);
  EXPECT_EQ(exit_code(one.check), 0) << "a warning";
  one.node("w1").findings[0].severity = Severity::error;
  EXPECT_EQ(exit_code(one.check), 1);
}

TEST(ExitCode, WhatWasNotToldInFullIsAFailureOfOakprobe) {
  CheckCase one{"w1", "w2"};
  one.path(one.flow("worker-tunnel", Protocol::udp, 50'103), "w1", "w2", verdict_of(Status::open));
  summarize(one.check);
  EXPECT_EQ(exit_code(one.check, true), 0);
  EXPECT_EQ(exit_code(one.check, false), 4);
  one.check.interrupted = true;
  EXPECT_EQ(exit_code(one.check, true), 4);
  EXPECT_EQ(exit_code(one.check), 0) << "what it found is what it found";
}

TEST(ExitCode, EachKindOfFailureHasItsOwn) {
  EXPECT_EQ(exit_code(app::wrong_input("why")), 2);
  EXPECT_EQ(exit_code(app::oakprobe_failed("why")), 4);
  app::Failure interrupted;
  interrupted.kind = app::FailureKind::interrupted;
  EXPECT_EQ(exit_code(interrupted), 4);
}

TEST(ExitCode, OnlyUnknownPathsOfAnIntermittentNodeAreAccepted) {
  CheckCase one{"w1", "w2", "w3"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  one.check.inventory.nodes[1].intermittent = true;
  one.path(tunnel, "w1", "w2", verdict_of(Status::unknown));
  one.path(tunnel, "w2", "w1", verdict_of(Status::unknown));
  one.path(tunnel, "w1", "w3", verdict_of(Status::unknown));
  one.path(tunnel, "w2", "w3", verdict_of(Status::blocked, Cause::dropped));
  summarize(one.check);
  EXPECT_EQ(one.check.summary.accepted, 2U);
  EXPECT_EQ(one.check.summary.unknown, 3U);
  EXPECT_TRUE(one.check.paths[0].accepted);
  EXPECT_FALSE(one.check.paths[2].accepted);
  EXPECT_FALSE(one.check.paths[3].accepted);
}

}  // namespace
}  // namespace oakprobe::cli
