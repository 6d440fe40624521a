#include "probe-agent/exchange/live_talk.hpp"
#include "tests/probe-agent/dial/dial_plans.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::agent {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;
using testing::SizeIs;

TEST(DialConnections, PutsAConnectionOffUntilOneIsFree) {
  wire::Probe plan = plan_of(2, Protocol::tcp);
  plan.attempts = 1;
  FakeRun run(plan);
  run.network.open_max = 1;
  run.resolve_nothing();
  run.run_for(50ms);
  ASSERT_THAT(run.network.sent, SizeIs(1));
  const std::size_t first = run.network.sent[0].index;
  run.network.open.clear();
  run.progress.answered(first, 0, run.network.now);
  run.run_for(20ms);
  ASSERT_THAT(run.network.sent, SizeIs(2));
  EXPECT_NE(run.network.sent[1].index, first);
}

// The first one stays open for what comes late, unless the path would wait for itself.
TEST(DialConnections, GivesUpEarlierConnectionsOfAPathForItsNext) {
  for (const std::size_t open_max : {std::size_t{1'000}, std::size_t{1}}) {
    FakeRun run(plan_of(1, Protocol::tcp));
    run.network.open_max = open_max;
    run.resolve_nothing();
    run.run_for(2'100ms);
    ASSERT_THAT(run.network.sent, SizeIs(3));
    using Abandoned = std::vector<std::pair<std::size_t, unsigned>>;
    EXPECT_EQ(
        run.network.abandoned, open_max == 1 ? (Abandoned{{0, 0}, {0, 1}}) : (Abandoned{{0, 1}})
    );
    (void)run.run_to_end();
    EXPECT_THAT(run.network.open, IsEmpty()) << "nothing stays open";
  }
}

TEST(DialConnections, CountsAConnectionThatWasRefusedAtOnceAsSentAndOneWithoutSocketNot) {
  for (const auto stage : {evidence::DialStage::connect, evidence::DialStage::open}) {
    FakeRun run(plan_of(1, Protocol::tcp));
    run.network.refusal.emplace();
    run.network.refusal->stage = stage;
    run.network.refusal->error = ECONNREFUSED;
    run.resolve_nothing();
    (void)run.run_to_end();
    EXPECT_EQ(run.evidence(0).sent.count(), stage == evidence::DialStage::connect ? 3 : 0);
    EXPECT_THAT(run.evidence(0).failures, SizeIs(3));
  }
}

TEST(DialConnections, AsksASlowServiceOnceAndThenOnlyConnects) {
  for (const auto took : {slow_answer, slow_answer + 1ms}) {
    wire::Probe plan = plan_of(1, Protocol::tcp);
    plan.attempts = 2;
    plan.timeout_ms = 60'000;
    plan.paths[0].mode = evidence::DialMode::question;
    plan.questions = {evidence::Question{Service::http, "/status"}};
    FakeRun run(plan);
    run.network.on_sent = [&](const FakeNetwork::Sent& one) {
      if (run.network.calls.size() <= one.attempt) return;
      Heard heard;
      heard.answer.kind = evidence::AnswerKind::itself;
      heard.took = took;
      run.later(took, [&run, one, heard] {
        run.network.open.clear();
        run.progress.service_heard(one.index, one.attempt, heard);
      });
    };
    run.resolve_nothing();
    run.run_for(1s);
    ASSERT_THAT(run.network.sent, SizeIs(2));
    EXPECT_THAT(run.network.calls, SizeIs(took == slow_answer ? 2 : 1));
    EXPECT_EQ(run.network.calls[0].dialled, address(1).to_string());
    EXPECT_EQ(run.network.calls[0].limit, question_limit) << "however long the timeout";
  }
}

}  // namespace
}  // namespace oakprobe::agent
