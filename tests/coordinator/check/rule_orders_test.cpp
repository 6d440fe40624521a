#include "coordinator/check/rule_orders.hpp"

#include "coordinator/check/look_orders.hpp"
#include "tests/coordinator/check/small_deployment.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>

namespace oakprobe::check {
namespace {

using diagnosis::Cause;
using diagnosis::Segment;
using diagnosis::SegmentSet;
using diagnosis::Status;
using evidence::WatchedPacket;

IpAddress ip(const char* text) { return boost::asio::ip::make_address(text); }

// Workers whose tunnels to w1 all end at its packet filter; the others are open.
class RuleOrders : public ::testing::Test {
 protected:
  static constexpr std::uint32_t first_worker = 2;

  explicit RuleOrders(int workers = 3) {
    const std::string last = std::to_string(workers);
    const inventory::Inventory inventory = read_inventory(
        "version: 1\n"
        "nodes:\n"
        "  - {name: root, address: 192.0.2.1, roles: [root]}\n"
        "  - {name: edge, address: 192.0.2.2, roles: [cluster], cluster: edge}\n"
        "  - {name: 'w[1-" +
        last + "]', address: '10.1.[1-" + last + "].1', roles: [worker], cluster: edge}\n"
    );
    inventory::PathSelection tunnels;
    for (std::uint16_t flow = 0; flow < inventory.flows.size(); ++flow)
      if (inventory.flows[flow].id == "worker-tunnel") tunnels.flows = {FlowId{flow}};
    check = check_of(inventory, {}, tunnels);
    readers.at.assign(check.nodes.size(), true);
    for (std::size_t at = 0; at < check.nodes.size(); ++at)
      if (const auto& own = check.inventory.nodes[at].address.ip())
        check.nodes[at].observation.facts.addresses = {*own};
    for (std::size_t at = 0; at < check.paths.size(); ++at) {
      auto path = check.paths.edit(at);
      path->dial.emplace().sent = evidence::AttemptSet(0b111);
      const bool ends = path->id.target == NodeId{first_worker};
      judge(*path, ends ? SegmentSet{Segment::target_firewall} : SegmentSet{});
    }
  }

  static void judge(diagnosis::FinishedPath& path, SegmentSet where, Cause cause = Cause::dropped) {
    diagnosis::Judgement& verdict = path.verdict.edit();
    verdict = {};
    verdict.status = where.empty() ? Status::open : Status::blocked;
    verdict.where = where;
    path.cause_index.reset();
    if (where.empty()) return;
    verdict.cause = cause;
    path.cause_index = index_of(path.id.target);
  }

  // Of the first path that ends at w1.
  template <class Change>
  void change_first(const Change& change) {
    for (std::size_t at = 0; at < check.paths.size(); ++at)
      if (check.paths.id_at(at).target == NodeId{first_worker})
        return change(*check.paths.edit(at));
  }

  std::vector<wire::LookOrder> looks() {
    const std::vector<bool> all(check.nodes.size(), true);
    return look_orders(check, all, all, {}, readers);
  }
  std::vector<WatchedPacket> watched_at(std::uint32_t node) {
    return rule_orders(check, looks(), readers).at(node).packets;
  }

  diagnosis::FinishedCheck check;
  RuleReaders readers;
};

TEST_F(RuleOrders, WatchAtTheHostWherePacketsEnd) {
  const auto packets = watched_at(first_worker);
  ASSERT_EQ(packets.size(), 2U);
  const WatchedPacket& one = packets[0];
  EXPECT_EQ(one.path.source, NodeId{first_worker + 1});
  EXPECT_FALSE(one.leaves);
  EXPECT_FALSE(one.answers);
  EXPECT_EQ(one.protocol, Protocol::udp);
  EXPECT_EQ(one.destination, ip("10.1.1.1"));
  EXPECT_EQ(one.destination_port, 50'103);
  EXPECT_EQ(one.source_port, 0);
  EXPECT_EQ(one.source, ip("0.0.0.0")) << "a NAT may be between: nobody saw it come";
  EXPECT_TRUE(watched_at(first_worker + 1).empty());
}

TEST_F(RuleOrders, HaveTheSourceAsOthersOfThePairWereSeen) {
  change_first([](auto& path) { path.seen_source = ip("10.1.2.1"); });
  EXPECT_EQ(watched_at(first_worker).at(0).source, ip("10.1.2.1"));
}

TEST_F(RuleOrders, WatchWhatLeavesTheSource) {
  change_first([](auto& path) { judge(path, {Segment::source_firewall}); });
  const auto packets = watched_at(first_worker + 1);
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_TRUE(packets[0].leaves);
  EXPECT_FALSE(packets[0].answers);
  EXPECT_EQ(packets[0].destination, ip("10.1.1.1"));
}

TEST_F(RuleOrders, WatchWhatTheSourcesKernelDidNotTake) {
  change_first([](auto& path) {
    path.dial.edit().sent = {};
    path.dial.edit().failures.emplace_back().error = EPERM;
    judge(path, {Segment::source_firewall});
  });
  EXPECT_EQ(watched_at(first_worker + 1).size(), 1U);
  const auto orders = looks();
  for (const evidence::Look& look : orders[first_worker + 1].looks)
    EXPECT_NE(look.path.target, NodeId{first_worker}) << "nothing is sent once more";
  readers.trace = true;
  const auto traced = looks();
  EXPECT_TRUE(std::ranges::any_of(traced[first_worker + 1].looks, [](const evidence::Look& look) {
    return look.path.target == NodeId{first_worker} && look.again == evidence::AskAgain::once;
  }));
  EXPECT_EQ(watched_at(first_worker + 1).size(), 1U) << "once";
}

TEST_F(RuleOrders, WatchAnswersWhoseReceiverIsKnown) {
  for (const bool at_target : {true, false}) {
    change_first([&](auto& path) {
      path.receipt.emplace().delivered = evidence::AttemptSet(0b111);
      path.receipt.edit().observed_source = ip("10.1.2.1");
      const Segment end =
          at_target ? Segment::return_target_firewall : Segment::return_source_firewall;
      judge(path, {end}, Cause::return_lost);
    });
    const auto packets = watched_at(at_target ? first_worker : first_worker + 1);
    const auto answer = std::ranges::find(packets, true, &WatchedPacket::answers);
    ASSERT_NE(answer, packets.end());
    EXPECT_EQ(answer->leaves, at_target);
    EXPECT_EQ(answer->source, ip("10.1.1.1"));
    EXPECT_EQ(answer->source_port, 50'103);
    EXPECT_EQ(answer->destination, ip("10.1.2.1"));
    EXPECT_EQ(answer->destination_port, 0);
  }
}

TEST_F(RuleOrders, LeaveOutWhatTheHostSeesUnderOtherAddresses) {
  check.nodes[first_worker].observation.facts.addresses = {ip("172.16.0.9")};
  EXPECT_TRUE(watched_at(first_worker).empty()) << "behind a NAT";
  check.nodes[first_worker].observation.facts.addresses.clear();
  EXPECT_TRUE(watched_at(first_worker).empty()) << "nobody told";
}

TEST_F(RuleOrders, LeaveOutWhatDockersContainersAnswer) {
  change_first([](auto& path) {
    path.listener = evidence::ListenMode::live;
    path.listener_process = std::string("docker-proxy");
    path.seen_source = ip("10.1.2.1");
  });
  EXPECT_EQ(watched_at(first_worker).size(), 2U) << "what comes is as it was dialled";
  change_first([](auto& path) { judge(path, {Segment::return_target_firewall}); });
  EXPECT_EQ(watched_at(first_worker).size(), 1U) << "the other path's";
}

TEST_F(RuleOrders, AskOnlyAgentsThatReadRules) {
  readers.at[first_worker] = false;
  EXPECT_TRUE(watched_at(first_worker).empty());
  for (const auto& order : looks())
    for (const evidence::Look& look : order.looks)
      if (look.path.target != NodeId{first_worker}) {
        EXPECT_EQ(look.again, evidence::AskAgain::no);
      }
}

TEST_F(RuleOrders, WaitForATraceWhereTheEndIsNotProved) {
  change_first([](auto& path) { judge(path, {Segment::network, Segment::target_firewall}); });
  EXPECT_EQ(watched_at(first_worker).size(), 1U) << "the other path's";
  readers.trace = true;
  EXPECT_EQ(watched_at(first_worker).size(), 2U);
  EXPECT_TRUE(rule_orders(check, looks(), readers)[first_worker].trace);
}

TEST_F(RuleOrders, WatchNothingThatEndsOtherwise) {
  readers.trace = true;
  for (std::size_t at = 0; at < check.paths.size(); ++at) {
    auto path = check.paths.edit(at);
    if (path->id.target == NodeId{first_worker}) judge(*path, {Segment::network});
  }
  for (std::uint32_t node = 0; node < check.nodes.size(); ++node)
    EXPECT_TRUE(watched_at(node).empty());
}

TEST_F(RuleOrders, CountWhatWasSent) {
  change_first([](auto& path) {
    path.look = std::make_shared<diagnosis::CloserLook>();
    path.look->seen.asked_again = 2;
    path.look->seen.burst_sent = 0b1011;
    path.look->receipt.burst = 0b1;
    path.look->target_told = true;
  });
  wire::RulesOrder order;
  for (std::size_t at = 0; at < check.paths.size(); ++at)
    if (check.paths.id_at(at).target == NodeId{first_worker})
      order.packets.emplace_back().path = check.paths.id_at(at);
  EXPECT_EQ(rules_request(check, order).sent, (std::vector<std::uint32_t>{5, 0}));
  order.packets[0].answers = true;
  EXPECT_EQ(rules_request(check, order).sent, (std::vector<std::uint32_t>{3, 0}));
}

class RulesOfACrowd : public RuleOrders {
 protected:
  RulesOfACrowd() : RuleOrders(40) {}
};

TEST_F(RulesOfACrowd, WatchAFewPathsOfEachCause) {
  EXPECT_EQ(watched_at(first_worker).size(), watched_paths_of_cause_max);
}

TEST_F(RulesOfACrowd, WatchAFewPathsInAll) {
  for (std::size_t at = 0; at < check.paths.size(); ++at) {
    auto path = check.paths.edit(at);
    judge(*path, {Segment::target_firewall});
  }
  std::size_t watched = 0;
  for (const wire::RulesOrder& order : rule_orders(check, looks(), readers))
    watched += order.packets.size();
  EXPECT_EQ(watched, watched_paths_max);
}

}  // namespace
}  // namespace oakprobe::check
