#include "coordinator/check/finish_check.hpp"

#include "coordinator/telling/tell.hpp"
#include "tests/coordinator/check/small_deployment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace oakprobe::check {
namespace {

using ::testing::ElementsAre;

constexpr std::uint32_t edge = 1;
constexpr std::uint32_t w1 = 2;
constexpr std::uint32_t w2 = 3;

evidence::ArmedPort armed_port(ListenPort port, evidence::ListenMode mode) {
  evidence::ArmedPort armed;
  armed.port = port;
  armed.mode = mode;
  armed.process = mode == evidence::ListenMode::live ? "NetManager" : "";
  return armed;
}

TEST(BeginCheck, SaysWhetherExposureCanBeSeen) {
  EXPECT_TRUE(begin_check(small_deployment()).exposure_checked);
  const auto inside = read_inventory(
      "version: 1\n"
      "nodes:\n"
      "  - {name: root, address: 192.0.2.1, roles: [root]}\n"
      "  - {name: edge, address: 192.0.2.2, roles: [cluster], cluster: edge}\n"
  );
  EXPECT_FALSE(begin_check(inside).exposure_checked);
}

TEST(JudgePaths, CountsWhatWasTouched) {
  auto check = check_of(small_deployment());
  const ListenPort mqtt{Protocol::tcp, 10'003};
  const ListenPort handshake{Protocol::tcp, 10'100};
  const ListenPort tunnel{Protocol::udp, 50'103};
  check.nodes[edge].observation.armed = {
      armed_port(mqtt, evidence::ListenMode::live),
      armed_port(handshake, evidence::ListenMode::stand_in)};
  check.nodes[w2].observation.armed = {armed_port(tunnel, evidence::ListenMode::live)};
  for (const std::uint32_t position : check.paths.from(NodeId{w1})) {
    auto path = check.paths.edit(position);
    evidence::DialEvidence& dial = path->dial.emplace();
    dial.sent = evidence::AttemptSet(0b111);
    dial.connected = evidence::AttemptSet(0b011);
  }
  judge_paths(check, ProbedRounds(check.nodes.size(), 1));

  EXPECT_THAT(check.nodes[edge].touched.bound, ElementsAre(handshake));
  EXPECT_EQ(check.nodes[edge].touched.live_connections, 2U) << "to MQTT, and only there";
  EXPECT_EQ(check.nodes[edge].touched.live_datagrams, 0U);
  EXPECT_EQ(check.nodes[w2].touched.live_datagrams, 3U);
  for (const diagnosis::FinishedPath& path : check.paths) {
    if (path.id.target != NodeId{w2} || path.port != tunnel.port) continue;
    EXPECT_EQ(path.listener, evidence::ListenMode::live);
    EXPECT_EQ(*path.listener_process, "NetManager");
    const auto delivered = static_cast<std::size_t>(evidence::Waypoint::delivered);
    EXPECT_FALSE(path.waypoints[delivered]) << "nobody could have seen a receipt";
  }
  EXPECT_EQ(check.summary.paths, check.paths.size());
}

std::uint64_t judge_again(Judging& judging, const diagnosis::FinishedCheck& check) {
  const std::uint64_t before = judging.judged();
  judging.begin(ProbedRounds(check.nodes.size(), 1));
  while (judging.advance()) {
  }
  return judging.judged() - before;
}

TEST(Judging, JudgesAgainWhatChanged) {
  auto check = check_of(small_deployment());
  for (diagnosis::FinishedNode& node : check.nodes)
    node.observation.agent = diagnosis::AgentState::reached;
  note_ends(check);
  Judging judging(check);
  EXPECT_EQ(judge_again(judging, check), check.paths.size());
  EXPECT_EQ(judge_again(judging, check), 0U);

  const diagnosis::Summary before = check.summary;
  check.paths.edit(2)->dial.emplace().sent = evidence::AttemptSet(1);
  EXPECT_EQ(judge_again(judging, check), 1U) << "what was seen of one path";
  check.paths.edit(2)->round_trip = evidence::RoundTrip{1, 2, 3};
  EXPECT_EQ(judge_again(judging, check), 0U) << "how long an answer took decides nothing";

  check.nodes[w2].observation.agent = diagnosis::AgentState::lost;
  const auto of_w2 = std::ranges::count_if(check.paths, [](const diagnosis::FinishedPath& path) {
    return path.id.source == NodeId{w2} || path.id.target == NodeId{w2};
  });
  EXPECT_EQ(judge_again(judging, check), static_cast<std::uint64_t>(of_w2));
  EXPECT_EQ(check.summary.paths, before.paths);
  ++check.nodes[w2].told;
  EXPECT_EQ(judge_again(judging, check), static_cast<std::uint64_t>(of_w2)) << "it told anew";
}

// An interruption cuts it short, and then it begins anew.
TEST(Judging, ForgetsNothingThatAnUnfinishedOneWasToJudge) {
  auto check = check_of(small_deployment());
  note_ends(check);
  Judging judging(check);
  const ProbedRounds probed(check.nodes.size(), 1);
  judging.begin(probed);
  EXPECT_EQ(judge_again(judging, check), check.paths.size()) << "begun, and nothing done";
  check.nodes[w2].observation.agent = diagnosis::AgentState::lost;
  judging.begin(probed);
  EXPECT_GT(judge_again(judging, check), 0U) << "those of the node that was lost then";
  EXPECT_EQ(judge_again(judging, check), 0U);
}

// A worker's probes to the other's tunnel: two were answered, one was not.
class CutShort : public ::testing::Test {
 protected:
  diagnosis::FinishedPath judge(evidence::AttemptSet answered, bool probed) {
    for (const std::uint32_t worker : {w1, w2}) {
      diagnosis::NodeObservation& node = check.nodes[worker].observation;
      node.agent = diagnosis::AgentState::reached;
      node.evidence_complete = true;
      node.armed = {armed_port({Protocol::udp, 50'103}, evidence::ListenMode::stand_in)};
    }
    const auto found = std::ranges::find_if(check.paths, [&](const diagnosis::FinishedPath& one) {
      return one.id.source == NodeId{w1} && one.id.target == NodeId{w2};
    });
    {
      auto path = check.paths.edit(found.index());
      evidence::DialEvidence& dial = path->dial.emplace();
      dial.sent = evidence::AttemptSet(0b111);
      dial.answered = answered;
      if (!answered.empty()) {
        evidence::ReceiptEvidence& receipt = path->receipt.emplace();
        receipt.delivered = receipt.answered = evidence::AttemptSet(0b111);
      }
    }
    judge_paths(check, ProbedRounds(check.nodes.size(), probed ? 1 : 0));
    return *found;
  }

  diagnosis::FinishedCheck check = check_of(small_deployment());
};

TEST_F(CutShort, SilenceThatWasWaitedForIsBlocked) {
  EXPECT_EQ(judge({}, true).verdict->status, diagnosis::Status::blocked);
}

TEST_F(CutShort, SilenceThatWasNotTellsNothing) {
  const auto path = judge({}, false);
  EXPECT_EQ(path.verdict->status, diagnosis::Status::unknown) << telling::tell(check, path).message;
}

TEST_F(CutShort, WhatWasAnsweredStands) {
  const auto path = judge(evidence::AttemptSet(0b011), false);
  EXPECT_EQ(path.verdict->status, diagnosis::Status::open) << telling::tell(check, path).message;
  EXPECT_EQ(path.verdict->cause, std::nullopt) << "no answer was lost, one was still on its way";
}

}  // namespace
}  // namespace oakprobe::check
