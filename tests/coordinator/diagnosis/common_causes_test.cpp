#include "check_case.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <initializer_list>
#include <string>

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
  EXPECT_TRUE(first.all_to_port());
  EXPECT_EQ(first.of, 4U);
  EXPECT_EQ(one.check.causes[1].node, std::nullopt) << "one path proves no end";
  EXPECT_FALSE(one.check.causes[1].all_to_port());
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
  one.path(one.flow("c", Protocol::tcp, 10'110), "w1", "w3", open());
  summarize(one.check);
  EXPECT_EQ(one.check.causes.size(), 2U);
}

TEST(CommonCauses, ANodeThatNothingReachesIsToldOnceForAllItsPorts) {
  CheckCase one{"w1", "w2", "w3"};
  const FlowId a = one.flow("a", Protocol::tcp, 10'003);
  const FlowId b = one.flow("b", Protocol::tcp, 10'100);
  for (const FlowId flow : {a, b}) {
    for (const char* source : {"w1", "w2"}) one.path(flow, source, "w3", dropped());
    one.path(flow, "w3", "w1", open());
  }
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 1U);
  const CommonCause& cause = one.check.causes[0];
  EXPECT_EQ(cause.by, GroupBy::scope);
  CauseScope scope;
  scope.target = NodeId{2};
  EXPECT_EQ(cause.scope, scope);
  EXPECT_EQ(cause.node, NodeId{2});
  EXPECT_EQ(cause.paths, 4U);
  EXPECT_EQ(cause.of, 4U);
}

// The ports of one host that nothing listens on are as many programs.
TEST(CommonCauses, WhatDoesNotListenIsToldPortByPort) {
  CheckCase one{"w1", "w2", "w3"};
  const auto refused = verdict_of(Status::blocked, Cause::refused, {target_host});
  for (const std::uint16_t port : std::initializer_list<std::uint16_t>{10'003, 10'100}) {
    const FlowId flow = one.flow("a", Protocol::tcp, port);
    for (const char* source : {"w1", "w2"}) one.path(flow, source, "w3", refused);
  }
  summarize(one.check);
  EXPECT_EQ(one.check.causes.size(), 2U);
}

// Two clusters of three, all of the one to all of the other.
class TwoNetworks : public ::testing::Test {
 protected:
  TwoNetworks() {
    for (const char* name : {"w4", "w5", "w6"}) cluster_of(name) = "edge-b";
  }
  std::string& cluster_of(const std::string& name) {
    auto& all = one.check.inventory.nodes;
    return std::ranges::find(all, name, &inventory::Node::name)->cluster;
  }
  void paths(const std::function<Judgement(NodeId, NodeId)>& judgement) {
    const auto& all = one.check.inventory.nodes;
    for (std::uint32_t from = 0; from < all.size(); ++from)
      for (std::uint32_t to = 0; to < all.size(); ++to)
        if (from != to)
          one.path(
              tunnel,
              all[from].name.c_str(),
              all[to].name.c_str(),
              judgement(NodeId{from}, NodeId{to})
          );
    summarize(one.check);
  }
  static bool crosses(NodeId from, NodeId to) { return index_of(from) < 3 && index_of(to) >= 3; }

  CheckCase one{"w1", "w2", "w3", "w4", "w5", "w6"};
  FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
};

TEST_F(TwoNetworks, WhatNoneOfTheOneReachesOfTheOtherIsOneCause) {
  paths([](NodeId from, NodeId to) { return crosses(from, to) ? dropped() : open(); });
  ASSERT_EQ(one.check.causes.size(), 1U);
  const CommonCause& cause = one.check.causes[0];
  EXPECT_EQ(cause.scope.source_network, "edge-a");
  EXPECT_EQ(cause.scope.target_network, "edge-b");
  EXPECT_EQ(cause.paths, 9U);
  EXPECT_EQ(cause.of, 9U);
}

// One works: the network is no cause, nor are the nodes of that path.
TEST_F(TwoNetworks, AWorkingPathContradicts) {
  const auto works = [](NodeId from, NodeId to) { return from == NodeId{0} && to == NodeId{3}; };
  paths([&](NodeId from, NodeId to) {
    return crosses(from, to) && !works(from, to) ? dropped() : open();
  });
  for (const CommonCause& cause : one.check.causes) {
    const bool has_source = !cause.scope.source || *cause.scope.source == NodeId{0};
    const bool has_target = !cause.scope.target || *cause.scope.target == NodeId{3};
    EXPECT_FALSE(has_source && has_target);
  }
}

// What is unknown contradicts nothing, but a network is not claimed by the few that are known.
TEST_F(TwoNetworks, WhatIsUnknownIsNoContradiction) {
  paths([](NodeId from, NodeId to) {
    if (!crosses(from, to)) return open();
    if (from != NodeId{0}) return verdict_of(Status::unknown, Cause::local_limit);
    return dropped();
  });
  ASSERT_EQ(one.check.causes[0].paths, 3U);
  EXPECT_EQ(one.check.causes[0].scope.source, NodeId{0});
  EXPECT_EQ(one.check.causes[0].scope.target_network, "edge-b");
}

// All of a network's own firewalls, each proved: that is no chance.
TEST_F(TwoNetworks, LikeFirewallsOfAllHostsAreOneCause) {
  paths([](NodeId, NodeId to) {
    return index_of(to) >= 3 ? verdict_of(Status::blocked, Cause::dropped, {target_firewall})
                             : open();
  });
  ASSERT_EQ(one.check.causes.size(), 1U);
  EXPECT_EQ(one.check.causes[0].scope.target_network, "edge-b");
  EXPECT_EQ(one.check.causes[0].paths, 15U);
}

// Two of three may well be two mistakes.
TEST_F(TwoNetworks, FewerAreOneEach) {
  cluster_of("w6") = "edge-a";
  paths([](NodeId, NodeId to) {
    return to == NodeId{3} || to == NodeId{4}
               ? verdict_of(Status::blocked, Cause::dropped, {target_firewall})
               : open();
  });
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
  EXPECT_EQ(one.check.causes.size(), 1U);
  std::size_t covered = 0;
  for (const CommonCause& cause : one.check.causes) covered += cause.paths;
  EXPECT_EQ(covered, one.check.paths.size()) << "every path in exactly one cause";
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
