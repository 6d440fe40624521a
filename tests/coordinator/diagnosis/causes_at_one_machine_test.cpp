#include "check_case.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <optional>
#include <string>
#include <vector>

// What is told once of a machine: of its agent, and of a host where nobody is.
namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;

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

}  // namespace
}  // namespace oakprobe::diagnosis::test
