#include "coordinator/check/spared_tables.hpp"

#include "coordinator/check/probe_plan.hpp"
#include "tests/coordinator/check/small_deployment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::check {
namespace {

using diagnosis::FullTable;

// Workers w0, w1, … at 10.1.0.1, 10.1.1.1, …, after a root and an orchestrator; their tunnels only.
diagnosis::FinishedCheck mesh(int workers) {
  const std::string last = std::to_string(workers - 1);
  const inventory::Inventory inventory = read_inventory(
      "version: 1\n"
      "nodes:\n"
      "  - {name: root, address: 192.0.2.1, roles: [root]}\n"
      "  - {name: edge, address: 192.0.2.2, roles: [cluster], cluster: edge}\n"
      "  - {name: 'w[0-" +
      last + "]', address: '10.1.[0-" + last + "].1', roles: [worker], cluster: edge}\n"
  );
  inventory::PathSelection tunnels;
  tunnels.flows = {inventory.find_flow("worker-tunnel").value()};
  return check_of(inventory, {}, tunnels);
}

wire::KernelTables& tables_of(diagnosis::FinishedCheck& check, std::size_t node) {
  return check.nodes[node].observation.facts.tables;
}

constexpr std::size_t w5 = 7;

TEST(SparedPace, LowersNothingWhereNothingIsKnownOrAllFits) {
  auto check = mesh(100);
  EXPECT_FALSE(spared_pace(check, 3));
  for (std::size_t node = 0; node < check.nodes.size(); ++node) {
    tables_of(check, node) = {1'024, 10, 262'144, 500, {*parse_ip_prefix("10.0.0.0/8")}};
  }
  EXPECT_FALSE(spared_pace(check, 3));
}

TEST(SparedPace, KeepsFreshNeighboursWithinTheTable) {
  auto check = mesh(100);
  tables_of(check, w5) = {100, 20, {}, {}, {*parse_ip_prefix("10.1.0.0/16")}};
  const auto pace = spared_pace(check, 3);
  ASSERT_TRUE(pace);
  EXPECT_EQ(pace->node, NodeId{w5});
  EXPECT_EQ(pace->table, FullTable::neighbours);
  EXPECT_EQ(pace->needed, 99U) << "however many attempts and directions";
  EXPECT_EQ(pace->room, 64U) << "four fifths of what is free";
  EXPECT_EQ(pace->flows_per_second, 6U) << "64 in 5 s, and as many come from others";
}

TEST(SparedPace, CountsNoNeighbourBehindARouter) {
  auto check = mesh(100);
  tables_of(check, w5) = {100, 20, {}, {}, {*parse_ip_prefix("10.1.5.0/24")}};
  EXPECT_FALSE(spared_pace(check, 3));
}

TEST(SparedPace, TakesAQuarterOfTheTrackingTable) {
  auto check = mesh(100);
  tables_of(check, w5) = {{}, {}, 3'000, 600, {}};
  EXPECT_FALSE(spared_pace(check, 3)) << "594 flows of 600";
  const auto pace = spared_pace(check, 4);
  ASSERT_TRUE(pace);
  EXPECT_EQ(pace->table, FullTable::conntrack);
  EXPECT_EQ(pace->needed, 792U);
  EXPECT_EQ(pace->room, 600U);
  EXPECT_EQ(pace->flows_per_second, 10U) << "20 a second in both directions";
}

TEST(SparedPace, IsThatOfTheTightestNode) {
  auto check = mesh(100);
  tables_of(check, w5) = {{}, {}, 2'000, 0, {}};
  tables_of(check, w5 + 1) = {{}, {}, 300, 300, {}};
  const auto pace = spared_pace(check, 3);
  ASSERT_TRUE(pace);
  EXPECT_EQ(pace->node, NodeId{w5 + 1});
  EXPECT_EQ(pace->flows_per_second, 1U) << "never none at all";
}

TEST(SparedPace, SlowsDownWhatTheRateAllows) {
  const auto check = mesh(100);
  const std::vector<bool> all(check.nodes.size(), true);
  ProbeLimits limits;
  limits.rate = 1'000'000;
  const ProbePlan slow(check, 0, all, {}, limits, 6);
  EXPECT_TRUE(slow.is_slowed_down());
  EXPECT_EQ(slow.order(NodeId{w5}).flow_interval_us, 166'666U);
  limits.rate = 200;
  const ProbePlan polite(check, 0, all, {}, limits, 6);
  EXPECT_FALSE(polite.is_slowed_down()) << "two a second each";
  EXPECT_EQ(polite.order(NodeId{w5}).flow_interval_us, 500'000U);
}

}  // namespace
}  // namespace oakprobe::check
