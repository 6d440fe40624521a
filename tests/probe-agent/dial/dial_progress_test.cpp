#include "tests/probe-agent/dial/dial_plans.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::agent {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(DialProgress, MakesEveryAttemptAlsoWhenTheFirstIsAnswered) {
  FakeRun run(plan_of(1, Protocol::udp));
  run.network.on_sent = [&](const auto& one) {
    run.later(7ms, [&run, one] { answer_udp(run, one); });
  };
  run.resolve_nothing();
  const auto took = run.run_to_end();
  ASSERT_THAT(run.network.sent, SizeIs(3));
  for (unsigned attempt = 0; attempt < 3; ++attempt) {
    EXPECT_EQ(run.network.sent[attempt].attempt, attempt);
    EXPECT_EQ(run.network.sent[attempt].at, run.begun_at + attempt * attempt_spacing);
  }
  EXPECT_EQ(took, 2 * attempt_spacing + 7ms) << "the last answer ends it";
  const auto seen = run.evidence(0);
  EXPECT_EQ(seen.answered.count(), 3);
  ASSERT_TRUE(seen.round_trip);
  EXPECT_EQ(seen.round_trip->max_us, 7'000U);
}

TEST(DialProgress, ListensToASilentPathUntilItsTimeIsOverAndNoLonger) {
  wire::Probe plan = plan_of(1, Protocol::udp);
  plan.settle_ms = 2'000;
  FakeRun run(plan);
  run.resolve_nothing();
  run.run_for(2'000ms - 1ns);
  EXPECT_FALSE(run.progress.is_over());
  run.run_for(1ns);
  EXPECT_TRUE(run.progress.is_over());
  const auto seen = run.evidence(0);
  EXPECT_EQ(seen.sent.count(), 3);
  EXPECT_TRUE(seen.answered.empty());
  EXPECT_THAT(seen.failures, IsEmpty());
}

TEST(DialProgress, StartsNoPathBeforeItsTime) {
  wire::Probe plan = plan_of(1, Protocol::udp);
  plan.paths[0].start_ms = 400;
  FakeRun run(plan);
  run.network.now += 100ms;  // names took that long
  run.resolve_nothing();
  run.run_until(run.begun_at + 400ms - 1ns);
  EXPECT_THAT(run.network.sent, IsEmpty());
  run.run_for(1ns);
  EXPECT_THAT(run.network.sent, SizeIs(1)) << "from the order, not from the names";
}

TEST(DialProgress, KeepsThePaceOfAllPaths) {
  wire::Probe plan = plan_of(40, Protocol::udp);
  plan.attempts = 1;
  plan.flow_interval_us = 10'000;
  FakeRun run(plan);
  run.resolve_nothing();
  run.run_for(1s);
  ASSERT_THAT(run.network.sent, SizeIs(40));
  for (std::size_t at = 0; at < 40; ++at)
    EXPECT_EQ(run.network.sent[at].at, run.begun_at + at * 10ms);
}

// On a machine that is too busy for the pace, sockets must get their turn.
TEST(DialProgress, StartsNoMoreThanATurnsWorthAtOnce) {
  wire::Probe plan = plan_of(100, Protocol::udp);
  plan.attempts = 1;
  plan.flow_interval_us = 10;
  FakeRun run(plan);
  run.network.now += 1s;
  run.resolve_nothing();
  run.progress.run_due();
  EXPECT_THAT(run.network.sent, SizeIs(64));
  run.progress.run_due();
  EXPECT_THAT(run.network.sent, SizeIs(100));
}

TEST(DialProgress, KeepsPathsToOneUnconfirmedDestinationApart) {
  for (const bool confirms : {false, true}) {
    wire::Probe plan = plan_of(3, Protocol::udp);
    plan.attempts = 1;
    plan.flow_interval_us = 100;
    for (wire::PlannedPath& path : plan.paths) path.address = 0;
    FakeRun run(plan);
    if (confirms) run.network.on_sent = [&](const auto& one) { answer_udp(run, one); };
    run.resolve_nothing();
    run.run_for(100ms);
    ASSERT_THAT(run.network.sent, SizeIs(3));
    const Clock::duration apart = confirms ? 100us : DestinationPacer::apart_min;
    EXPECT_EQ(run.network.sent[1].at - run.network.sent[0].at, apart) << confirms;
  }
}

TEST(DialProgress, IsOverAtOnceWithAPlanOfNothing) {
  FakeRun run(plan_of(0, Protocol::udp));
  EXPECT_FALSE(run.progress.is_over()) << "names first";
  run.resolve_nothing();
  EXPECT_TRUE(run.progress.is_over());
  EXPECT_EQ(run.progress.next_due(), TimePoint::max());
}

TEST(DialProgress, DialsAPathOnceThatIsPlannedTwice) {
  wire::Probe plan = plan_of(1, Protocol::udp);
  plan.paths.push_back(plan.paths[0]);
  FakeRun run(plan);
  run.resolve_nothing();
  EXPECT_THAT(run.progress.paths(), SizeIs(1));
  (void)run.run_to_end();
  EXPECT_THAT(run.network.sent, SizeIs(3));
}

TEST(DialProgress, DialsNoNameWithoutAnAddress) {
  wire::Probe plan = plan_of(1, Protocol::udp);
  plan.names = {"nowhere.example"};
  plan.paths[0].named = true;
  FakeRun run(plan);
  run.resolve_nothing();
  EXPECT_TRUE(run.progress.is_over());
  const auto seen = run.evidence(0);
  ASSERT_THAT(seen.failures, SizeIs(1));
  EXPECT_EQ(seen.failures[0].stage, evidence::DialStage::resolve);
  EXPECT_EQ(seen.failures[0].error, -2);
  EXPECT_TRUE(seen.sent.empty());
}

TEST(DialProgress, DialsANameAtTheFirstOfItsAddresses) {
  wire::Probe plan = plan_of(1, Protocol::udp);
  plan.names = {"node.example"};
  plan.paths[0].named = true;
  FakeRun run(plan);
  ASSERT_THAT(run.progress.questions(), SizeIs(1));
  const std::vector<net::ResolvedName> answers{{"node.example", {address(8), address(9)}, 0, true}};
  run.progress.resolved(answers);
  EXPECT_EQ(from(run, 0).address, address(8));
  evidence::DialEvidence seen;
  run.progress.names().describe(run.progress.paths()[0].plan(), seen);
  EXPECT_EQ(seen.dialled, address(8));
  EXPECT_THAT(seen.alternatives, ElementsAre(address(8), address(9)));
  EXPECT_TRUE(seen.by_hosts_file);
}

TEST(DialProgress, HasNoWayToAnotherFamilyThanTheBoundAddress) {
  FakeRun run(plan_of(1, Protocol::udp), {boost::asio::ip::make_address("2001:db8::1"), {}, {}});
  run.resolve_nothing();
  (void)run.run_to_end();
  EXPECT_THAT(run.network.sent, IsEmpty());
  const auto seen = run.evidence(0);
  ASSERT_THAT(seen.failures, SizeIs(3));
  EXPECT_EQ(seen.failures[0].error, ENETUNREACH);
  EXPECT_EQ(seen.failures[0].stage, evidence::DialStage::send);
}

TEST(DialProgress, TellsWhatTheKernelRefused) {
  FakeRun no_socket(plan_of(1, Protocol::udp));
  no_socket.network.open_error = EMFILE;
  FakeRun filtered(plan_of(1, Protocol::udp));
  filtered.network.send_error = EPERM;
  for (FakeRun* run : {&no_socket, &filtered}) {
    run->resolve_nothing();
    (void)run->run_to_end();
    EXPECT_TRUE(run->evidence(0).sent.empty());
    ASSERT_THAT(run->evidence(0).failures, SizeIs(3));
  }
  EXPECT_EQ(no_socket.evidence(0).failures[0].stage, evidence::DialStage::open);
  EXPECT_EQ(filtered.evidence(0).failures[0].stage, evidence::DialStage::send);
}

TEST(DialProgress, GivesAnErrorThatNamesNoPathToAllThatItMayBeAbout) {
  wire::Probe plan = plan_of(4, Protocol::udp);
  plan.paths[1].address = 0;               // the same address
  plan.paths[2].port = tunnel + 1;         // another port
  plan.paths[3].protocol = Protocol::tcp;  // another protocol
  plan.paths[2].address = plan.paths[3].address = 0;
  FakeRun run(plan);
  run.resolve_nothing();
  run.run_for(100ms);
  run.progress.udp_error_at(address(1), tunnel, 0, refused());
  run.progress.udp_error_at(address(1), tunnel, 1, refused());  // was not sent yet
  unsigned refused_paths = 0;
  for (std::size_t index = 0; index < 4; ++index) {
    const auto seen = run.evidence(index);
    const auto& path = run.progress.paths()[index].plan();
    const bool meant = path.protocol == Protocol::udp && path.port == tunnel;
    EXPECT_THAT(seen.failures, SizeIs(meant ? 1 : 0));
    refused_paths += meant ? 1 : 0;
  }
  EXPECT_EQ(refused_paths, 2U);
}

TEST(DialProgress, TakesNoAnswerFromElsewhereOrTwice) {
  FakeRun run(plan_of(1, Protocol::udp));
  run.resolve_nothing();
  run.run_for(10ms);
  const PathId path = run.progress.paths()[0].plan().path;
  const evidence::AnswerSource elsewhere{address(7), tunnel};
  run.progress.udp_answered(path, 0, elsewhere, run.network.now);
  run.progress.udp_answered(path, 1, from(run, 0), run.network.now);  // was not sent yet
  run.progress.udp_answered({FlowId{9}, NodeId{0}, NodeId{1}}, 0, elsewhere, run.network.now);
  EXPECT_TRUE(run.evidence(0).answered.empty());
  EXPECT_EQ(run.evidence(0).answered_from, elsewhere);
  run.progress.udp_answered(path, 0, from(run, 0), run.network.now);
  run.progress.udp_answered(path, 0, from(run, 0), run.network.now + 1s);
  EXPECT_EQ(run.evidence(0).round_trip->max_us, 10'000U);
}

// Whatever a network loses, delays, doubles and refuses: all ends in time, and every attempt is
// made.
TEST(DialProgress, EndsOverAnyNetwork) {
  for (std::uint32_t seed = 1; seed <= 50; ++seed) {
    wire::Probe plan = plan_of(20, seed % 2 == 0 ? Protocol::udp : Protocol::tcp);
    plan.flow_interval_us = 1'000;
    FakeRun run(plan);
    std::mt19937 random(seed);
    run.network.on_sent = [&](const FakeNetwork::Sent& one) {
      const std::size_t copies = random() % 3;
      for (std::size_t copy = 0; copy < copies; ++copy) {
        const std::chrono::milliseconds delay(random() % 1'500);
        const bool refuses = random() % 4 == 0;
        run.later(delay, [&run, one, refuses] {
          const PathDial& path = run.progress.paths()[one.index];
          if (!path.is_tcp()) {
            if (refuses) return run.progress.udp_error(path.plan().path, one.attempt, refused());
            return answer_udp(run, one);
          }
          if (run.network.open.erase({one.index, one.attempt}) == 0) return;
          evidence::DialFailure failure;
          failure.attempt = static_cast<std::uint8_t>(one.attempt);
          failure.stage = evidence::DialStage::connect;
          failure.error = ECONNREFUSED;
          if (refuses) return run.progress.failed(one.index, failure);
          run.progress.connected(one.index, one.attempt);
          run.progress.answered(one.index, one.attempt, run.network.now);
        });
      }
    };
    run.resolve_nothing();
    const auto took = run.run_to_end();
    EXPECT_TRUE(run.progress.is_over()) << "seed " << seed;
    EXPECT_LT(took, 12s) << "seed " << seed;
    EXPECT_THAT(run.network.sent, SizeIs(60)) << "seed " << seed;
    EXPECT_THAT(run.network.open, IsEmpty()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace oakprobe::agent
