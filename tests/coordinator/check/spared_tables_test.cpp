#include "coordinator/check/spared_tables.hpp"

#include "coordinator/check/probe_plan.hpp"
#include "tests/coordinator/check/small_deployment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

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

evidence::KernelTables& tables_of(diagnosis::FinishedCheck& check, std::size_t node) {
  return check.nodes[node].observation.facts.tables;
}

constexpr std::size_t w5 = 7;

TEST(SparedPace, LowersNothingWhereNothingIsKnownOrAllFits) {
  auto check = mesh(100);
  EXPECT_TRUE(spared_paces(check, 3).empty());
  for (std::size_t node = 0; node < check.nodes.size(); ++node) {
    tables_of(check, node) = {1'024, 10, 262'144, 500, {*parse_ip_prefix("10.0.0.0/8")}};
  }
  EXPECT_TRUE(spared_paces(check, 3).empty());
}

TEST(SparedPace, KeepsFreshNeighboursWithinTheTable) {
  auto check = mesh(100);
  tables_of(check, w5) = {100, 20, {}, {}, {*parse_ip_prefix("10.1.0.0/16")}};
  const auto paces = spared_paces(check, 3);
  ASSERT_EQ(paces.size(), 1U);
  const diagnosis::LoweredPace* pace = &paces.front();
  EXPECT_EQ(pace->node, NodeId{w5});
  EXPECT_EQ(pace->table, FullTable::neighbours);
  EXPECT_EQ(pace->needed, 99U) << "however many attempts and directions";
  EXPECT_EQ(pace->room, 64U) << "four fifths of what is free";
  EXPECT_EQ(pace->flows_per_second, spared_flows_min) << "64 in 5 s would be 6, and as many to it";
}

TEST(SparedPace, CountsNoNeighbourBehindARouter) {
  auto check = mesh(100);
  tables_of(check, w5) = {100, 20, {}, {}, {*parse_ip_prefix("10.1.5.0/24")}};
  EXPECT_TRUE(spared_paces(check, 3).empty());
}

TEST(SparedPace, TakesAQuarterOfTheTrackingTable) {
  auto check = mesh(100);
  tables_of(check, w5) = {{}, {}, 3'000, 600, {}};
  EXPECT_TRUE(spared_paces(check, 3).empty()) << "594 flows of 600";
  const auto paces = spared_paces(check, 4);
  ASSERT_EQ(paces.size(), 1U);
  const diagnosis::LoweredPace* pace = &paces.front();
  EXPECT_EQ(pace->table, FullTable::conntrack);
  EXPECT_EQ(pace->needed, 792U);
  EXPECT_EQ(pace->room, 600U);
  EXPECT_EQ(pace->flows_per_second, spared_flows_min) << "10 would be enough";
}

TEST(SparedPace, IsOfEachNodeAndItsTightestTable) {
  auto check = mesh(100);
  tables_of(check, w5) = {100, 20, 2'000, 2'000, {*parse_ip_prefix("10.1.0.0/16")}};
  tables_of(check, w5 + 1) = {{}, {}, 300, 300, {}};
  const auto paces = spared_paces(check, 3);
  ASSERT_EQ(paces.size(), 2U);
  EXPECT_EQ(paces[0].node, NodeId{w5});
  EXPECT_EQ(paces[1].node, NodeId{w5 + 1});
  EXPECT_EQ(paces[1].flows_per_second, spared_flows_min) << "whatever it says of itself";
}

TEST(SparedPace, SlowsDownWhatIsFromAndToThatNode) {
  const auto check = mesh(100);
  const std::vector<bool> all(check.nodes.size(), true);
  const std::vector<diagnosis::LoweredPace> spared{
      {NodeId{w5}, FullTable::conntrack, 792, 600, 20}};
  ProbeLimits limits;
  limits.rate = 1'000'000;
  limits.attempts = 3;
  const ProbePlan plan(check, 0, all, {}, limits, spared);
  EXPECT_EQ(plan.slowed_down().size(), 1U);
  EXPECT_EQ(plan.order(NodeId{w5}).flow_interval_us, 50'000U);
  EXPECT_EQ(plan.order(NodeId{w5 + 1}).flow_interval_us, 100U) << "the others go on";
  std::vector<std::uint32_t> starts;
  for (std::uint32_t source = 2; source < check.nodes.size(); ++source) {
    for (const wire::PlannedPath& path : plan.order(NodeId{source}).paths) {
      if (path.path.target == NodeId{w5})
        starts.push_back(path.start_ms);
      else
        EXPECT_EQ(path.start_ms, 0U);
    }
  }
  std::ranges::sort(starts);
  ASSERT_EQ(starts.size(), 99U);
  EXPECT_EQ(starts[1], 150U) << "three flows at 20 a second";
  EXPECT_EQ(starts.back(), 98U * 150);
  limits.rate = 200;
  const ProbePlan polite(check, 0, all, {}, limits, spared);
  EXPECT_TRUE(polite.slowed_down().empty()) << "two a second each";
  EXPECT_EQ(polite.order(NodeId{w5}).flow_interval_us, 500'000U);
}

}  // namespace
}  // namespace oakprobe::check
