#include "check_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
using testing::HasSubstr;

const SegmentSet somewhere{source_firewall, network, target_firewall};

Verdict dropped() { return verdict_of(Status::blocked, Cause::dropped, somewhere); }
Verdict open() { return verdict_of(Status::open); }

TEST(CommonCauses, WhatIsAsExpectedHasNone) {
  CheckCase one{"w1", "w2"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  one.path(tunnel, "w1", "w2", open());
  one.path(tunnel, "w2", "w1", verdict_of(Status::closed));
  summarize(one.check);
  EXPECT_TRUE(one.check.causes.empty());
  EXPECT_FALSE(one.check.paths[0].cause_index);
  EXPECT_EQ(one.check.summary, (Summary{.paths = 2, .open = 1, .closed = 1}));
}

TEST(CommonCauses, AFirewallIsToldOnceForAllItsSources) {
  CheckCase one{"w1", "w2", "w3", "w4", "w5"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  for (const char* source : {"w1", "w2", "w4", "w5"}) one.path(tunnel, source, "w3", dropped());
  one.path(tunnel, "w1", "w4", dropped());  // a fault of its own
  one.path(tunnel, "w2", "w4", open());
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 2U);
  const CommonCause& first = one.check.causes[0];
  EXPECT_EQ(first.paths, 4U);
  EXPECT_EQ(first.node, std::optional(NodeId{2}));
  EXPECT_EQ(first.where, somewhere);
  EXPECT_THAT(first.message, HasSubstr("4 paths from w1, w2, w4, w5 to w3 (udp 50103)"));
  EXPECT_THAT(first.message, HasSubstr("all that were checked to that port"));
  EXPECT_EQ(one.check.causes[1].paths, 1U);
  EXPECT_EQ(one.check.causes[1].node, std::nullopt) << "one path proves no end";
  EXPECT_EQ(one.check.causes[1].message, "It is so.");
  EXPECT_EQ(one.check.paths[4].cause_index, std::optional<std::size_t>(1));
}

TEST(CommonCauses, ASourceThatCannotSendIsToldOnceForAllItsTargets) {
  CheckCase one{"w1", "w2", "w3", "w4"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  const auto stopped = verdict_of(Status::blocked, Cause::dropped, {source_firewall});
  for (const char* target : {"w2", "w3", "w4"}) one.path(tunnel, "w1", target, stopped);
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 1U);
  EXPECT_EQ(one.check.causes[0].node, std::optional(NodeId{0}));
}

TEST(CommonCauses, DifferentPortsOfATargetAreDifferentCauses) {
  CheckCase one{"w1", "w2", "w3"};
  const FlowId a = one.flow("a", Protocol::tcp, 10'003);
  const FlowId b = one.flow("b", Protocol::tcp, 10'100);
  for (const char* source : {"w1", "w2"}) {
    one.path(a, source, "w3", dropped());
    one.path(b, source, "w3", dropped());
  }
  summarize(one.check);
  EXPECT_EQ(one.check.causes.size(), 2U);
}

TEST(CommonCauses, DifferentJudgementsAreDifferentCauses) {
  CheckCase one{"w1", "w2", "w3"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  one.path(tunnel, "w1", "w3", dropped());
  one.path(tunnel, "w2", "w3", verdict_of(Status::blocked, Cause::rejected, {network}));
  summarize(one.check);
  EXPECT_EQ(one.check.causes.size(), 2U);
}

TEST(CommonCauses, AgentsThatFailAlikeAreToldOnce) {
  CheckCase one{"w1", "w2", "w3"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  for (const char* name : {"w1", "w2"}) {
    one.node(name).observation.agent = AgentState::unreachable;
    one.node(name).observation.agent_error = std::string("no such host: ") + name;
  }
  one.node("w3").observation.agent = AgentState::unreachable;
  one.node("w3").observation.agent_error = "command not found";
  const auto unreachable = verdict_of(Status::unknown, Cause::agent_unreachable);
  one.path(tunnel, "w1", "w2", unreachable);
  one.path(tunnel, "w2", "w1", unreachable);
  one.path(tunnel, "w3", "w3", unreachable);
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 2U);
  EXPECT_EQ(one.check.causes[0].paths, 2U);
  EXPECT_EQ(one.check.causes[0].node, std::nullopt);
  EXPECT_THAT(one.check.causes[0].message, HasSubstr("the agents of w1, w2 failed alike"));
  EXPECT_EQ(one.check.causes[1].node, std::optional(NodeId{2}));
}

// The path that comes first quotes its source's agent, which failed in another way.
TEST(CommonCauses, AgentsThatFailAlikeAreToldWithTheirOwnWords) {
  CheckCase one{"w1", "w2", "w3"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  one.node("w1").observation.agent = AgentState::unreachable;
  one.node("w1").observation.agent_error = "ssh: connect to host w1: Connection refused";
  for (const char* name : {"w2", "w3"}) {
    one.node(name).observation.agent = AgentState::unreachable;
    one.node(name).observation.agent_error = "sh: oakprobe-agent: not found";
  }
  auto of_w1 = verdict_of(Status::unknown, Cause::agent_unreachable);
  of_w1.message = "w1's agent could not be reached: ssh: connect to host w1: Connection refused.";
  auto of_others = verdict_of(Status::unknown, Cause::agent_unreachable);
  of_others.message = "w2's agent could not be reached: sh: oakprobe-agent: not found.";
  one.path(tunnel, "w1", "w2", of_w1);
  one.path(tunnel, "w1", "w3", of_w1);
  one.path(tunnel, "w2", "w3", of_others);
  one.path(tunnel, "w3", "w2", of_others);
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 1U);
  const CommonCause& alike = one.check.causes[0];
  EXPECT_THAT(alike.message, HasSubstr("the agents of w2, w3 failed alike: w2's agent could not"));
  EXPECT_THAT(alike.message, HasSubstr("oakprobe-agent: not found"));
  EXPECT_THAT(alike.message, Not(HasSubstr("refused")));
  EXPECT_THAT(alike.fix, HasSubstr("--push"));
}

TEST(CommonCauses, ARouterIsToldOnceForAllPairs) {
  CheckCase one{"w1", "w2", "w3", "w4"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  const auto add = [&](const char* source, const char* target, const char* router) {
    auto path =
        one.path(tunnel, source, target, verdict_of(Status::blocked, Cause::rejected, {network}));
    evidence::DialFailure failure;
    failure.icmp.emplace();
    failure.icmp->from = boost::asio::ip::make_address(router);
    path->dial.emplace();
    path->dial.edit().failures = {failure};
  };
  add("w1", "w3", "192.0.2.1");
  add("w2", "w4", "192.0.2.1");
  add("w4", "w2", "192.0.2.1");
  add("w3", "w1", "198.51.100.1");
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 2U);
  EXPECT_EQ(one.check.causes[0].paths, 3U);
  EXPECT_EQ(one.check.causes[0].node, std::nullopt);
  EXPECT_THAT(one.check.causes[0].message, HasSubstr("192.0.2.1 says so"));
}

TEST(CommonCauses, ALostAgentExplainsItsPathsBothWays) {
  CheckCase one{"w1", "w2", "w3"};
  one.node("w3").observation.agent = AgentState::lost;
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  const FlowId other = one.flow("other", Protocol::tcp, 10'003);
  const auto lost = verdict_of(Status::unknown, Cause::agent_lost);
  one.path(tunnel, "w1", "w3", lost);
  one.path(tunnel, "w3", "w1", lost);
  one.path(other, "w2", "w3", lost);
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 1U);
  EXPECT_EQ(one.check.causes[0].paths, 3U);
  EXPECT_EQ(one.check.causes[0].node, std::optional(NodeId{2}));
}

// Nobody is there: neither its ports nor its agent are troubles of their own.
TEST(CommonCauses, ADeadHostIsToldOnce) {
  CheckCase one{"w1", "w2", "w3"};
  one.node("w3").observation.agent = AgentState::unreachable;
  one.node("w3").observation.agent_error = "ssh: connect to host w3: No route to host";
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  const FlowId other = one.flow("other", Protocol::tcp, 10'003);
  const auto dead = [](SegmentSet where) {
    return verdict_of(
        Status::blocked, Cause::unreachable_host, where, "Nobody is there.", "Check that w3 is up."
    );
  };
  one.path(tunnel, "w1", "w3", dead({network}));
  one.path(tunnel, "w2", "w3", dead({network, target_host}));
  one.path(other, "w1", "w3", dead({network}));
  const auto unknown = verdict_of(Status::unknown, Cause::agent_unreachable);
  one.path(tunnel, "w3", "w1", unknown);
  one.path(other, "w2", "w3", unknown);
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 1U);
  const CommonCause& cause = one.check.causes[0];
  EXPECT_EQ(cause.status, Status::blocked);
  EXPECT_EQ(cause.cause, Cause::unreachable_host);
  EXPECT_EQ(cause.where, (SegmentSet{network, target_host})) << "of all that is still possible";
  EXPECT_EQ(cause.paths, 5U);
  EXPECT_EQ(cause.unjudged, 2U);
  EXPECT_EQ(cause.node, std::optional(NodeId{2}));
  EXPECT_THAT(cause.message, HasSubstr("3 paths from w1, w2 to w3 find nobody at the address"));
  EXPECT_THAT(cause.message, HasSubstr("2 more paths from or to it could not be judged: w3's"));
  EXPECT_THAT(cause.fix, HasSubstr("Check that w3 is up. If it is there: "));
  EXPECT_EQ(cause.agents, std::vector{NodeId{2}}) << "whose absence is explained";
  EXPECT_EQ(one.check.summary.unknown, 2U) << "each path keeps its own status";
}

TEST(CommonCauses, OnePathToADeadHostKeepsItsOwnSentence) {
  CheckCase one{"w1", "w3"};
  one.node("w3").observation.agent = AgentState::none;
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  one.path(
      tunnel,
      "w1",
      "w3",
      verdict_of(Status::blocked, Cause::unreachable_host, {network}, "Nobody is there.")
  );
  one.path(tunnel, "w3", "w1", verdict_of(Status::unknown, Cause::agent_unreachable));
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 1U);
  EXPECT_EQ(
      one.check.causes[0].message,
      "Nobody is there; 1 more path from or to it could not be judged: no agent runs on w3 (agent: "
      "none)."
  );
}

// Of one source the gateway is dead, or it lies; the node's agent has a trouble of its own.
TEST(CommonCauses, AHostThatSomebodyReachedIsNotDead) {
  CheckCase one{"w1", "w2", "w3"};
  one.node("w3").observation.agent = AgentState::unreachable;
  one.node("w3").observation.agent_error = "Permission denied (publickey)";
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  const FlowId other = one.flow("other", Protocol::tcp, 10'003);
  one.path(tunnel, "w1", "w3", verdict_of(Status::blocked, Cause::unreachable_host, {network}));
  evidence::DialFailure refused;
  refused.error = ECONNREFUSED;
  one.path(other, "w2", "w3", verdict_of(Status::blocked, Cause::refused, {target_host}))
      ->dial.emplace()
      .failures = {refused};
  one.path(tunnel, "w3", "w1", verdict_of(Status::unknown, Cause::agent_unreachable));
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 3U);
  EXPECT_EQ(one.check.causes[0].unjudged, 0U);
  EXPECT_EQ(one.check.causes[2].agents, std::vector{NodeId{2}}) << "told with what mends it";
}

// The host is there, and what stops one port need not stop the other.
TEST(CommonCauses, PlacesOfALivingHostsTroublesStayApart) {
  CheckCase one{"w1", "w2", "w3"};
  one.node("w3").observation.agent = AgentState::reached;
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  one.path(tunnel, "w1", "w3", verdict_of(Status::blocked, Cause::unreachable_host, {network}));
  one.path(tunnel, "w2", "w3", verdict_of(Status::blocked, Cause::unreachable_host, {source_host}));
  summarize(one.check);
  EXPECT_EQ(one.check.causes.size(), 2U);
}

TEST(CommonCauses, ALinkThatIsTooSmallIsToldOnceForBothDirectionsAndProtocols) {
  CheckCase one{"w1", "w2", "w3"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  const FlowId other = one.flow("other", Protocol::tcp, 10'003);
  const auto narrow = [](const char* fix, SegmentSet where) {
    return verdict_of(Status::degraded, Cause::mtu, where, "Full packets vanish.", fix);
  };
  one.path(tunnel, "w1", "w3", narrow("Set MTUSize.", {network}));
  one.path(tunnel, "w3", "w1", narrow("Set MTUSize.", somewhere));
  one.path(tunnel, "w2", "w3", narrow("Set MTUSize.", {network}));
  one.path(other, "w3", "w2", narrow("Clamp the MSS.", {network}));
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 1U);
  EXPECT_EQ(one.check.causes[0].paths, 4U);
  EXPECT_EQ(one.check.causes[0].where, somewhere);
  EXPECT_THAT(one.check.causes[0].message, HasSubstr("The first: Full packets vanish."));
  EXPECT_EQ(one.check.causes[0].fix, "Set MTUSize. For the connections: Clamp the MSS.");
}

TEST(CommonCauses, ASecondCheckIsOneSentence) {
  CheckCase one{"w1", "w2", "w3"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  const FlowId other = one.flow("other", Protocol::tcp, 10'003);
  const auto busy = verdict_of(Status::unknown, Cause::agent_busy, {}, "Busy.", "Wait.");
  for (const char* target : {"w1", "w2", "w3"})
    for (const char* source : {"w1", "w2", "w3"}) one.path(tunnel, source, target, busy);
  one.path(other, "w1", "w2", busy);
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 1U);
  EXPECT_THAT(
      one.check.causes[0].message,
      HasSubstr("another check is running, and its agents hold these ports on w1, w2, w3")
  );
  EXPECT_EQ(one.check.causes[0].fix, "Wait.");
}

TEST(CommonCauses, AWantOfTapsIsAtTheTopOfWhatIsUnknown) {
  CheckCase one{"w1", "w2", "w3", "w4"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  for (const char* source : {"w1", "w2", "w4"}) one.path(tunnel, source, "w3", dropped());
  for (const char* source : {"w1", "w2", "w3"})
    one.path(tunnel, source, "w4", verdict_of(Status::unknown, Cause::conflicting_evidence));
  const auto blind = verdict_of(Status::unknown, Cause::not_privileged, {}, "?", "Use --sudo.");
  one.path(tunnel, "w2", "w1", blind)->listener = evidence::ListenMode::live;
  one.path(tunnel, "w1", "w2", blind)->listener = evidence::ListenMode::live;
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 3U);
  EXPECT_EQ(one.check.causes[0].status, Status::blocked);
  EXPECT_EQ(one.check.causes[1].cause, Cause::not_privileged) << "though it has fewer paths";
  EXPECT_THAT(one.check.causes[1].message, HasSubstr("programs on w1, w2 hold these ports"));
  EXPECT_EQ(one.check.causes[1].fix, "Use --sudo.");
}

TEST(CommonCauses, TheFixSpeaksToAllSourcesOfAGroup) {
  CheckCase one{"w1", "w2", "w3"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'200);
  Verdict first = dropped();
  first.fix = "Something about w1.";
  Verdict second = dropped();
  second.fix = "Something about w2.";
  one.path(tunnel, "w1", "w3", first)->listen_port = 50'103;
  one.path(tunnel, "w2", "w3", second)->listen_port = 50'103;
  summarize(one.check);
  EXPECT_THAT(one.check.causes[0].fix, HasSubstr("On w3 allow udp 50103 in"));
  EXPECT_THAT(one.check.causes[0].fix, HasSubstr("from w1, w2 to w3"));
}

TEST(CommonCauses, ManyPathsTakeLittleTime) {
  CheckCase one{"w1"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  constexpr std::uint32_t nodes = 250;
  for (std::uint32_t i = 1; i < nodes; ++i) {
    one.check.inventory.nodes.push_back(one.check.inventory.nodes[0]);
    one.check.inventory.nodes.back().name = "n" + std::to_string(i);
    one.check.nodes.push_back(one.check.nodes[0]);
  }
  for (std::uint32_t source = 0; source < nodes; ++source) {
    for (std::uint32_t target = 0; target < nodes; ++target) {
      FinishedPath path;
      path.id = {tunnel, NodeId{source}, NodeId{target}};
      path.verdict = dropped();
      one.check.paths.add(path);
    }
  }
  summarize(one.check);
  EXPECT_EQ(one.check.causes.size(), nodes);
  std::size_t covered = 0;
  for (const CommonCause& cause : one.check.causes) covered += cause.paths;
  EXPECT_EQ(covered, one.check.paths.size()) << "every path in exactly one cause";
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
