#include "check_case.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;

const SegmentSet somewhere{source_firewall, network, target_firewall};

Judgement dropped() { return verdict_of(Status::blocked, Cause::dropped, somewhere); }
Judgement open() { return verdict_of(Status::open); }

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
  EXPECT_EQ(one.check.causes[1].paths, 1U);
  EXPECT_TRUE(first.all_to_port);
  EXPECT_EQ(one.check.causes[1].node, std::nullopt) << "one path proves no end";
  EXPECT_FALSE(one.check.causes[1].all_to_port);
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
  EXPECT_EQ(one.check.causes[1].node, std::optional(NodeId{2}));
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
  EXPECT_EQ(one.check.causes[0].router, parse_ip_address("192.0.2.1"));
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
    return verdict_of(Status::blocked, Cause::unreachable_host, where);
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
  EXPECT_EQ(cause.agents, std::vector{NodeId{2}}) << "whose absence is explained";
  EXPECT_EQ(one.check.summary.unknown, 2U) << "each path keeps its own status";
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
  const auto narrow = [](SegmentSet where) {
    return verdict_of(Status::degraded, Cause::mtu, where);
  };
  one.path(tunnel, "w1", "w3", narrow({network}));
  one.path(tunnel, "w3", "w1", narrow(somewhere));
  one.path(tunnel, "w2", "w3", narrow({network}));
  one.path(other, "w3", "w2", narrow({network}));
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 1U);
  EXPECT_EQ(one.check.causes[0].paths, 4U);
  EXPECT_EQ(one.check.causes[0].where, somewhere);
}

TEST(CommonCauses, ASecondCheckIsOneSentence) {
  CheckCase one{"w1", "w2", "w3"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  const FlowId other = one.flow("other", Protocol::tcp, 10'003);
  const auto busy = verdict_of(Status::unknown, Cause::agent_busy);
  for (const char* target : {"w1", "w2", "w3"})
    for (const char* source : {"w1", "w2", "w3"}) one.path(tunnel, source, target, busy);
  one.path(other, "w1", "w2", busy);
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 1U);
}

TEST(CommonCauses, AWantOfTapsIsAtTheTopOfWhatIsUnknown) {
  CheckCase one{"w1", "w2", "w3", "w4"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  for (const char* source : {"w1", "w2", "w4"}) one.path(tunnel, source, "w3", dropped());
  for (const char* source : {"w1", "w2", "w3"})
    one.path(tunnel, source, "w4", verdict_of(Status::unknown, Cause::conflicting_evidence));
  const auto blind = verdict_of(Status::unknown, Cause::not_privileged);
  one.path(tunnel, "w2", "w1", blind)->listener = evidence::ListenMode::live;
  one.path(tunnel, "w1", "w2", blind)->listener = evidence::ListenMode::live;
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 3U);
  EXPECT_EQ(one.check.causes[0].status, Status::blocked);
  EXPECT_EQ(one.check.causes[1].cause, Cause::not_privileged) << "though it has fewer paths";
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
