#include "coordinator/check/look_orders.hpp"

#include "coordinator/check/look_times.hpp"
#include "tests/coordinator/check/small_deployment.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace oakprobe::check {
namespace {

const ProbeLimits limits;

// n workers whose tunnels are all open, or all blocked.
diagnosis::FinishedCheck mesh(int workers, diagnosis::Status status) {
  std::string yaml =
      "version: 1\n"
      "nodes:\n"
      "  - {name: root, address: 192.0.2.1, roles: [root]}\n"
      "  - {name: edge, address: 192.0.2.2, roles: [cluster], cluster: edge}\n";
  yaml += "  - {name: 'w[1-" + std::to_string(workers) + "]', address: '10.1.[0-" +
          std::to_string(workers - 1) + "].1', roles: [worker], cluster: edge}\n";
  const inventory::Inventory inventory = read_inventory(yaml);
  inventory::PathSelection tunnels;
  for (std::uint16_t flow = 0; flow < inventory.flows.size(); ++flow)
    if (inventory.flows[flow].id == "worker-tunnel") tunnels.flows = {FlowId{flow}};
  diagnosis::FinishedCheck check = check_of(inventory, {}, tunnels);
  for (std::size_t at = 0; at < check.paths.size(); ++at) {
    auto edit = check.paths.edit(at);
    diagnosis::FinishedPath& path = *edit;
    evidence::DialEvidence dial;
    dial.sent = evidence::AttemptSet(0b111);
    path.dial = dial;
    path.verdict.edit().status = status;
    if (status == diagnosis::Status::open) {
      path.receipt.emplace().delivered = evidence::AttemptSet(0b111);
      continue;
    }
    path.verdict.edit().cause = diagnosis::Cause::dropped;
    path.verdict.edit().where = {diagnosis::Segment::network};
    path.cause_index = index_of(path.id.target);
  }
  return check;
}

std::vector<wire::LookOrder> orders_of(const diagnosis::FinishedCheck& check) {
  const std::vector<bool> all(check.nodes.size(), true);
  return look_orders(check, all, all, limits);
}

std::vector<evidence::Look> looks_of(const std::vector<wire::LookOrder>& orders) {
  std::vector<evidence::Look> looks;
  for (const wire::LookOrder& order : orders)
    looks.insert(looks.end(), order.looks.begin(), order.looks.end());
  return looks;
}

TEST(LookOrders, LookAtEveryOpenTunnelOfASmallRun) {
  const auto check = mesh(5, diagnosis::Status::open);
  const auto looks = looks_of(orders_of(check));
  ASSERT_EQ(looks.size(), 20U);
  for (const evidence::Look& look : looks) {
    EXPECT_EQ(look.burst, burst_probes);
    EXPECT_EQ(look.full_bytes, 1'478) << "NetManager's default TUN, and the headers";
    EXPECT_FALSE(look.trace);
  }
}

TEST(LookOrders, TakeTheTunsMtuFromItsSource) {
  auto check = mesh(2, diagnosis::Status::open);
  check.nodes[2].observation.facts.tuncfg.mtu = 1'400;
  check.nodes[3].observation.facts.tuncfg.mtu = 1'200;
  const auto orders = orders_of(check);
  EXPECT_EQ(orders[2].looks.at(0).full_bytes, 1'428);
  EXPECT_EQ(orders[3].looks.at(0).full_bytes, 1'228);
  for (const std::int64_t nonsense : {std::int64_t{0}, std::int64_t{70'000}, INT64_MAX}) {
    check.nodes[3].observation.facts.tuncfg.mtu = nonsense;
    EXPECT_EQ(orders_of(check)[3].looks.at(0).full_bytes, 0) << nonsense;
  }
}

TEST(LookOrders, LookInALargeRunAtWhatLostAnAttempt) {
  auto check = mesh(46, diagnosis::Status::open);
  EXPECT_GT(check.paths.size(), udp_paths_looked_at_max);
  EXPECT_TRUE(looks_of(orders_of(check)).empty());
  check.paths.edit(7)->receipt.edit().delivered = evidence::AttemptSet(0b101);
  const auto looks = looks_of(orders_of(check));
  ASSERT_EQ(looks.size(), 1U);
  EXPECT_EQ(looks[0].path, check.paths[7].id);
}

TEST(LookOrders, LookAtFewOfManyFailedPaths) {
  auto looks = looks_of(orders_of(mesh(40, diagnosis::Status::blocked)));
  std::map<NodeId, std::size_t> asks;
  for (const evidence::Look& look : looks)
    asks[look.path.source] += look.again != evidence::AskAgain::no ? 1 : 0;
  EXPECT_EQ(asks.size(), 40U);
  for (const auto& [source, count] : asks) EXPECT_EQ(count, asks_of_source_max);
  std::erase_if(looks, [](const evidence::Look& look) { return look.burst == 0 && !look.trace; });
  EXPECT_EQ(looks.size(), failed_looks_max);
  std::map<NodeId, std::size_t> of_target;
  for (const evidence::Look& look : looks) {
    EXPECT_TRUE(look.trace);
    EXPECT_EQ(look.burst, burst_probes);
    EXPECT_EQ(look.full_bytes, 0);
    ++of_target[look.path.target];
  }
  for (const auto& [target, count] : of_target) EXPECT_LE(count, failed_looks_of_cause_max);
}

// A node with many different troubles leaves room for the others'.
TEST(LookOrders, LeaveRoomForOtherNodes) {
  auto check = mesh(40, diagnosis::Status::blocked);
  const NodeId first = check.paths.front().id.source;
  for (std::size_t at = 0; at < check.paths.size(); ++at) {
    auto path = check.paths.edit(at);
    if (path->id.source != first && path->id.target != first)
      path->cause_index.reset();
    else
      path->cause_index = at;
  }
  auto looks = looks_of(orders_of(check));
  std::erase_if(looks, [](const evidence::Look& look) { return !look.trace; });
  EXPECT_EQ(looks.size(), failed_looks_of_node_max);
}

TEST(LookOrders, AskAgainWhereNoWordCame) {
  struct Case {
    const char* name;
    void (*change)(diagnosis::FinishedPath&);
    bool again;
  };
  const Case cases[] = {
      {"silent", [](diagnosis::FinishedPath&) {}, true},
      {"and nobody knows what that means",
       [](diagnosis::FinishedPath& path) {
         path.verdict.edit().status = diagnosis::Status::unknown;
         path.cause_index.reset();
       },
       true},
      {"an ICMP error came",
       [](diagnosis::FinishedPath& path) { path.dial.edit().failures.emplace_back(); },
       false},
      {"a probe arrived",
       [](diagnosis::FinishedPath& path) {
         path.receipt.emplace().delivered = evidence::AttemptSet(1);
       },
       false},
      {"the run ended before its turn",
       [](diagnosis::FinishedPath& path) {
         path.dial.edit().not_tried = true;
         path.dial.edit().sent = {};
       },
       false},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    auto check = mesh(2, diagnosis::Status::blocked);
    {
      auto path = check.paths.edit(0);
      one.change(*path);
    }
    const auto orders = orders_of(check);
    const auto& looks = orders[index_of(check.paths[0].id.source)].looks;
    EXPECT_EQ(!looks.empty() && looks[0].again != evidence::AskAgain::no, one.again);
  }
  wire::LookOrder order;
  const auto without = looking_time(order);
  order.looks.emplace_back().again = evidence::AskAgain::patiently;
  EXPECT_GE(looking_time(order) - without, std::chrono::milliseconds(2 * 1'100 + 3'300));
}

// A router gives a source few ICMP errors: where one came, the next may have been kept back.
TEST(LookOrders, AskPatientlyWhereAnErrorMayHaveBeenKeptBack) {
  auto check = mesh(3, diagnosis::Status::blocked);
  const auto asks = [](const std::vector<wire::LookOrder>& orders) {
    std::map<NodeId, std::set<evidence::AskAgain>> asked;
    for (const evidence::Look& look : looks_of(orders)) asked[look.path.source].insert(look.again);
    return asked;
  };
  const std::set once{evidence::AskAgain::once};
  for (const auto& [source, how] : asks(orders_of(check))) EXPECT_EQ(how, once);
  const NodeId told = check.paths[0].id.source;
  check.nodes[index_of(told)].observation.facts.addresses = {*parse_ip_address("10.1.0.1")};
  const auto tell = [&](const char* from) {
    evidence::DialFailure failure;
    failure.icmp.emplace().from = *parse_ip_address(from);
    check.paths.edit(0)->dial.edit().failures = {failure};
  };
  tell("10.1.0.1");
  EXPECT_EQ(asks(orders_of(check)).at(told).count(evidence::AskAgain::patiently), 0U)
      << "its own kernel rations nothing";
  tell("198.51.100.1");
  for (const auto& [source, how] : asks(orders_of(check))) {
    EXPECT_EQ(how.contains(evidence::AskAgain::patiently), source == told);
  }
}

TEST(LookOrders, AskOnlyWhoCanTell) {
  const auto check = mesh(3, diagnosis::Status::open);
  std::vector<bool> all(check.nodes.size(), true);
  std::vector<bool> without = all;
  without[2] = false;
  EXPECT_TRUE(look_orders(check, without, all, limits)[2].looks.empty());
  for (const evidence::Look& look : looks_of(look_orders(check, all, without, limits)))
    EXPECT_NE(look.path.target, NodeId{2}) << "nobody there counts what arrives";
}

// Workers whose handshakes with a running cluster manager succeeded.
diagnosis::FinishedCheck live_service(int workers) {
  std::string yaml =
      "version: 1\n"
      "nodes:\n"
      "  - {name: root, address: 192.0.2.1, roles: [root]}\n"
      "  - {name: edge, address: 192.0.2.2, roles: [cluster], cluster: edge}\n";
  yaml += "  - {name: 'w[1-" + std::to_string(workers) + "]', address: '10.1.[0-" +
          std::to_string(workers - 1) + "].1', roles: [worker], cluster: edge}\n";
  const inventory::Inventory inventory = read_inventory(yaml);
  inventory::PathSelection handshakes;
  handshakes.flows = {inventory.find_flow("worker-handshake").value()};
  diagnosis::FinishedCheck check = check_of(inventory, {}, handshakes);
  for (std::size_t at = 0; at < check.paths.size(); ++at) {
    auto path = check.paths.edit(at);
    evidence::DialEvidence dial;
    dial.sent = dial.connected = evidence::AttemptSet(0b111);
    dial.service.emplace().kind = evidence::AnswerKind::itself;
    path->dial = dial;
    path->verdict.edit().status = diagnosis::Status::open;
  }
  return check;
}

TEST(LookOrders, AskARunningServiceFromFewSourcesOneAfterTheOther) {
  const auto looks = looks_of(orders_of(live_service(20)));
  ASSERT_EQ(looks.size(), service_askers_max);
  std::set<std::uint32_t> starts;
  for (const evidence::Look& look : looks) {
    EXPECT_EQ(look.full_bytes, 1'500);
    EXPECT_EQ(look.burst, 0);
    starts.insert(look.start_ms);
  }
  EXPECT_EQ(starts.size(), looks.size());
}

TEST(LookOrders, NeverBurstAtOneNodeTooOftenAtOnce) {
  const auto looks = looks_of(orders_of(mesh(45, diagnosis::Status::open)));
  EXPECT_EQ(looks.size(), 45U * 44U);
  std::map<std::pair<NodeId, std::uint32_t>, std::size_t> leaving;
  std::map<std::pair<NodeId, std::uint32_t>, std::size_t> arriving;
  std::uint32_t last = 0;
  for (const evidence::Look& look : looks) {
    ++leaving[{look.path.source, look.start_ms}];
    ++arriving[{look.path.target, look.start_ms}];
    last = std::max(last, look.start_ms);
  }
  for (const auto& [at, bursts] : leaving) EXPECT_LE(bursts, bursts_at_once);
  for (const auto& [at, bursts] : arriving) EXPECT_LE(bursts, bursts_at_once);
  EXPECT_LE(last, 2'500U) << "the whole mesh within seconds";
}

TEST(LookOrders, KeepTheFleetsPace) {
  const auto check = mesh(45, diagnosis::Status::open);
  const std::vector<bool> all(check.nodes.size(), true);
  ProbeLimits slow;
  slow.rate = 100;
  std::vector<std::uint32_t> starts;
  for (const evidence::Look& look : looks_of(look_orders(check, all, all, slow)))
    starts.push_back(look.start_ms);
  std::ranges::sort(starts);
  EXPECT_EQ(starts.size(), 45U * 44U) << "20 s at that pace";
  for (std::size_t at = 100; at < starts.size(); ++at)
    ASSERT_GE(starts[at] - starts[at - 100], 980U) << "100 a second";
  slow.rate = 10;
  EXPECT_LE(looks_of(look_orders(check, all, all, slow)).size(), 601U) << "what a minute allows";
}

}  // namespace
}  // namespace oakprobe::check
