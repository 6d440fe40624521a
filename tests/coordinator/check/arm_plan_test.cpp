#include "coordinator/check/arm_plan.hpp"

#include "tests/coordinator/check/small_deployment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::check {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

constexpr std::size_t node_count = 6;
constexpr std::uint32_t edge = 1;
constexpr std::uint32_t w1 = 2;
constexpr std::uint32_t w2 = 3;

std::vector<wire::Arm> orders_of(
    const inventory::Inventory& inventory, const FactsByNode& facts = FactsByNode(node_count)
) {
  const auto check = check_of(inventory, facts);
  std::vector<std::optional<IpAddress>> sources;
  for (std::size_t node = 0; node < inventory.nodes.size(); ++node)
    sources.push_back(source_address(inventory.nodes[node], facts[node]));
  const ArmPlan plan(check, {}, sources, {}, wire::ListenPolicy::automatic);
  std::vector<wire::Arm> orders;
  for (std::uint32_t node = 0; node < node_count; ++node)
    orders.push_back(plan.order(NodeId{node}));
  return orders;
}

const wire::ArmPort* port_of(const wire::Arm& order, ListenPort port) {
  for (const wire::ArmPort& one : order.ports)
    if (one.port == port) return &one;
  return nullptr;
}

std::vector<std::string> flow_names(
    const inventory::Inventory& inventory, const wire::ArmPort& port
) {
  std::vector<std::string> names;
  for (const FlowId flow : port.flows) names.push_back(inventory.flow(flow).id);
  return names;
}

TEST(ArmOrders, OneStandInServesAllFlowsOfItsPort) {
  const auto inventory = small_deployment();
  const auto orders = orders_of(inventory);
  const wire::ArmPort* port = port_of(orders[edge], {Protocol::tcp, 10'100});
  ASSERT_NE(port, nullptr);
  EXPECT_TRUE(port->stand_in);
  EXPECT_THAT(
      flow_names(inventory, *port),
      UnorderedElementsAre("root-deploy", "worker-handshake", "outsider-cluster-10100")
  );
}

TEST(ArmOrders, OnlyLooksAtPortsThatMustBeClosed) {
  const auto inventory = small_deployment();
  const auto orders = orders_of(inventory);
  const wire::ArmPort* port = port_of(orders[edge], {Protocol::tcp, 10'107});
  ASSERT_NE(port, nullptr);
  EXPECT_FALSE(port->stand_in);
}

TEST(ArmOrders, PortsAreInOrderAndOnce) {
  for (const wire::Arm& order : orders_of(small_deployment())) {
    for (std::size_t at = 1; at < order.ports.size(); ++at)
      EXPECT_LT(order.ports[at - 1].port, order.ports[at].port);
  }
}

TEST(ArmOrders, PeersAreTheAddressesThatDialTheNode) {
  const auto orders = orders_of(small_deployment(", bind: 10.0.0.4"));
  constexpr std::uint32_t internet = 5;
  const std::vector<wire::ArmPeer> to_w1{
      {NodeId{w2}, *parse_ip_address("10.0.0.4")},
      {NodeId{internet}, *parse_ip_address("192.0.2.6")}};
  EXPECT_EQ(orders[w1].peers, to_w1) << "w2's probes leave from what it binds to";
  EXPECT_EQ(orders[w2].bind, parse_ip_address("10.0.0.4"));
  EXPECT_EQ(orders[w1].bind, std::nullopt);
}

TEST(ArmOrders, TheTunnelListensWhereItsConfigurationSays) {
  struct Row {
    const char* name;
    const char* extra;
    std::optional<std::uint16_t> tuncfg;
    std::uint16_t dialled;
    std::uint16_t listens;
  };
  const Row rows[] = {
      {"the default", "", std::nullopt, 50'103, 50'103},
      {"tuncfg.json", "", 50'200, 50'103, 50'200},
      {"forwarded", ", tunnel: {port: 40000}", std::nullopt, 40'000, 40'000},
      {"forwarded, tuncfg.json", ", tunnel: {port: 40000}", 50'103, 40'000, 50'103},
      {"the inventory first", ", tunnel: {port: 40000, listen: 50104}", 50'105, 40'000, 50'104},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const auto inventory = small_deployment(row.extra);
    FactsByNode facts(node_count);
    oakestra::TunnelConfig& tuncfg = facts[w2].tuncfg;
    if (row.tuncfg) {
      tuncfg.state = oakestra::FileState::sound;
      tuncfg.port = *row.tuncfg;
    }
    for (const DialledPath& path : dialled_paths(inventory, facts)) {
      if (inventory.flow(path.expected.id.flow).id != "worker-tunnel") continue;
      if (path.expected.id.target != NodeId{w2}) continue;
      EXPECT_EQ(path.expected.port, row.dialled);
      EXPECT_EQ(path.listen, (ListenPort{Protocol::udp, row.listens}));
    }
    EXPECT_NE(port_of(orders_of(inventory, facts)[w2], {Protocol::udp, row.listens}), nullptr);
  }
}

TEST(ToldAddress, IsWhatNetManagerWouldAdvertise) {
  struct Row {
    const char* name;
    std::string public_address;
    const char* outbound;  // empty: none
    std::optional<std::string> told;
  };
  const Row rows[] = {
      {"configured", "198.51.100.7", "10.0.0.4", "198.51.100.7"},
      {"0.0.0.0 means find out", "0.0.0.0", "10.0.0.4", "10.0.0.4"},
      {"not configured", "", "10.0.0.4", "10.0.0.4"},
      {"nothing known", "", "", std::nullopt},
      {"0.0.0.0 and no route", "0.0.0.0", "", std::nullopt},
      {"what the inventory calls unknown", "auto", "10.0.0.4", std::nullopt},
      {"no address", "-oProxyCommand=x", "10.0.0.4", std::nullopt},
      {"control characters", "10.0.0.5\x1b[2J", "10.0.0.4", std::nullopt},
      {"longer than a name", std::string(4'096, 'x'), "10.0.0.4", std::nullopt},
      {"a group of machines", "224.0.0.1", "10.0.0.4", std::nullopt},
      {"any machine", "", "0.0.0.0", std::nullopt},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    evidence::Facts facts;
    facts.netcfg.public_address = row.public_address;
    facts.outbound_address = parse_ip_address(row.outbound);
    EXPECT_EQ(told_address(facts), row.told);
  }
}

TEST(DialledPath, DoesNotListenOnPort0) {
  const auto inventory = small_deployment();
  evidence::Facts facts;
  facts.tuncfg.state = oakestra::FileState::sound;
  facts.tuncfg.port = 0;
  for (const auto& path : paths_of(inventory, {}))
    EXPECT_NE(dialled_path(inventory, path, facts).listen.port, 0);
}

TEST(TouchedNodes, AreTheEndsOfSelectedPaths) {
  const auto inventory = small_deployment();
  inventory::PathSelection selection;
  selection.sources = {NodeId{w1}};
  selection.targets = {NodeId{w2}};
  const auto touched = touched_nodes(inventory, selection, {});
  EXPECT_THAT(touched, ElementsAre(false, false, true, true, false, false));
}

}  // namespace
}  // namespace oakprobe::check
