// No cause is said to be of a scope in which a path works.
#include "check_case.hpp"
#include "coordinator/diagnosis/path_fare.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>

namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;

Judgement stopped(Cause cause, SegmentSet where) {
  return verdict_of(Status::blocked, cause, where);
}
Judgement dropped() { return stopped(Cause::dropped, {network}); }
Judgement open() { return verdict_of(Status::open); }

class ContradictedCauses : public ::testing::Test {
 protected:
  // Nodes w0, w1, ... in no cluster.
  void nodes(std::uint32_t count) {
    const inventory::Node like = one.check.inventory.nodes.front();
    const FinishedNode finished = one.check.nodes.front();
    for (std::uint32_t at = 1; at < count; ++at) {
      one.check.inventory.nodes.push_back(like);
      one.check.inventory.nodes.back().name = name(at);
      one.check.nodes.push_back(finished);
    }
    for (inventory::Node& node : one.check.inventory.nodes) node.cluster = "";
  }
  static std::string name(std::uint32_t at) { return "w" + std::to_string(at); }

  PathBook::Edit path(
      FlowId flow, std::uint32_t source, std::uint32_t target, const Judgement& verdict
  ) {
    return one.path(flow, name(source).c_str(), name(target).c_str(), verdict);
  }
  // A router of its own says so: a kind of its own.
  void refused_by_a_router(std::uint32_t source, std::uint32_t target) {
    auto edited = path(tunnel, source, target, stopped(Cause::rejected, {network}));
    evidence::DialFailure failure;
    failure.icmp.emplace().from =
        *parse_ip_address("198.51." + std::to_string(source) + "." + std::to_string(target));
    edited->dial.emplace();
    edited->dial.edit().failures = {failure};
  }
  FlowId flow_to_be_closed(const char* id, std::uint16_t port) {
    const FlowId flow = one.flow(id, Protocol::tcp, port);
    one.check.inventory.flows.back().expect = inventory::Expect::closed;
    return flow;
  }
  const CommonCause& cause_of(std::size_t path) {
    return one.check.causes[*one.check.paths[path].cause_index];
  }

  CheckCase one{"w0"};
  FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
};

// 20 of 39 are no more the port's than the 19 that work are not.
TEST_F(ContradictedCauses, HalfOfAPortAreTheirPairs) {
  nodes(40);
  for (std::uint32_t source = 1; source < 40; ++source) {
    path(tunnel, source, 0, source <= 20 ? dropped() : open());
    path(tunnel, source, source == 1 ? 2 : 1, open());
  }
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 20U);
  for (const CommonCause& cause : one.check.causes) {
    EXPECT_EQ(cause.paths, 1U);
    EXPECT_TRUE(cause.scope.source);
  }
}

// A firewall that knows some addresses: one cause, and it is not said of the whole port.
TEST_F(ContradictedCauses, HalfOfAFirewallClaimNoScope) {
  nodes(40);
  for (std::uint32_t source = 1; source < 40; ++source)
    path(tunnel, source, 0, source <= 20 ? stopped(Cause::dropped, {target_firewall}) : open());
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 1U);
  EXPECT_EQ(one.check.causes[0].by, GroupBy::target);
  EXPECT_EQ(one.check.causes[0].node, NodeId{0});
  EXPECT_EQ(one.check.causes[0].of, 0U);
  EXPECT_EQ(one.check.causes[0].scope, CauseScope{});
}

TEST_F(ContradictedCauses, ALonePathIsNotAllToThePort) {
  nodes(3);
  path(tunnel, 1, 0, stopped(Cause::dropped, {target_firewall}));
  path(tunnel, 2, 0, open());
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 1U);
  EXPECT_EQ(one.check.causes[0].of, 1U);
  EXPECT_FALSE(one.check.causes[0].all_to_port());
}

// Whoever gets in where nobody should shows that packets come through.
TEST_F(ContradictedCauses, AnExposedPathContradicts) {
  nodes(3);
  const FlowId other = one.flow("other", Protocol::tcp, 10'000);
  const FlowId shut = flow_to_be_closed("shut", 10'007);
  path(tunnel, 1, 0, dropped());
  path(other, 1, 0, dropped());
  path(shut, 1, 0, verdict_of(Status::exposed));
  path(shut, 2, 0, verdict_of(Status::closed));
  summarize(one.check);
  for (const std::size_t at : {0U, 1U}) {
    EXPECT_NE(cause_of(at).scope.port, 0U);
    EXPECT_EQ(cause_of(at).of, 1U);
  }
}

TEST_F(ContradictedCauses, WhatIsToBeClosedIsNotCounted) {
  nodes(4);
  const FlowId shut = flow_to_be_closed("shut", 10'007);
  for (const std::uint32_t target : {1U, 2U})
    path(tunnel, 0, target, stopped(Cause::unreachable_host, {network}));
  path(shut, 0, 3, verdict_of(Status::closed));
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 1U);
  EXPECT_EQ(one.check.causes[0].by, GroupBy::source);
  EXPECT_EQ(one.check.causes[0].of, 2U);
}

// 127 kinds are told apart; what works is seen whichever kind it is.
TEST_F(ContradictedCauses, BeyondAllKindsWhatWorksContradictsStill) {
  for (const std::uint32_t kinds : {20U, 200U}) {
    one = CheckCase{"w0"};
    tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
    nodes(20);
    path(tunnel, 1, 0, dropped());
    path(tunnel, 2, 0, dropped());
    for (std::uint32_t at = 0; at < kinds; ++at) {
      const std::uint32_t source = 1 + at / 18;
      const std::uint32_t target = 1 + at % 18;
      refused_by_a_router(source, target + (target >= source ? 1 : 0));
    }
    path(tunnel, 19, 0, verdict_of(Status::degraded, Cause::loss, {network}));
    summarize(one.check);
    EXPECT_EQ(cause_of(0).paths, 1U) << kinds;
    EXPECT_EQ(cause_of(0).scope.source, NodeId{1});
    EXPECT_EQ(cause_of(1).scope.source, NodeId{2});
  }
}

// Nobody would read so many pairs.
TEST_F(ContradictedCauses, BeyondAllKindsManyAreToldTogether) {
  nodes(64);
  for (std::uint32_t source = 0; source < 64; ++source)
    for (std::uint32_t target = 0; target < 64; ++target) {
      if (source == target) continue;
      if ((source + target) % 3 == 0)
        refused_by_a_router(source, target);
      else
        path(tunnel, source, target, open());
    }
  summarize(one.check);
  for (const CommonCause& cause : one.check.causes) EXPECT_NE(cause.by, GroupBy::scope);
}

TEST(Contradicts, WhatCameThroughToAnyPort) {
  const auto fare = [](Status status, std::optional<Cause> cause, SegmentSet where) {
    return PathFare{status, cause, where, std::nullopt};
  };
  const SegmentSet back{return_target_firewall, return_network, return_source_firewall};
  const PathFare blocked = fare(Status::blocked, Cause::dropped, {network});
  const PathFare lost = fare(Status::blocked, Cause::return_lost, back);
  const PathFare lossy = fare(Status::degraded, Cause::loss, {network});
  const PathFare exposed = fare(Status::exposed, {}, {});
  EXPECT_TRUE(contradicts(blocked, lossy));
  EXPECT_TRUE(contradicts(lost, lossy));
  EXPECT_TRUE(contradicts(blocked, exposed));
  EXPECT_TRUE(contradicts(lost, exposed));
  EXPECT_FALSE(contradicts(lossy, exposed));
  EXPECT_FALSE(contradicts(blocked, fare(Status::closed, {}, {})));
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
