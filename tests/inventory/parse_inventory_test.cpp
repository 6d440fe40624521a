#include "tests/inventory/inventories.hpp"

#include <gmock/gmock.h>

namespace oakprobe::inventory {
namespace {

using testing::ElementsAre;

// The example of docs/inventory.md, with the nodes that its selectors speak of.
constexpr std::string_view example = R"(version: 1
oakestra: v0.4.411
defaults:
  agent: {command: "ssh -T -o BatchMode=yes {host} oakprobe-agent --stdio"}
nodes:
  - name: root
    address: 192.0.2.10
    roles: [root]
  - name: edge-a
    address: 192.0.2.20
    roles: [cluster]
    cluster: edge-a
    tags: [cloud]
    dial:
      - {from: {cluster: edge-b}, address: 10.0.0.5}
      - {flow: worker-handshake, port: 443, listen: 10100, tls: true}
  - {name: edge-b, address: 192.0.2.21, roles: [cluster], cluster: edge-b}
  - name: "w[1-3]"
    address: "192.0.2.[31-33]"
    roles: [worker]
    cluster: edge-a
    tags: [home-a]
  - name: w4
    address: 10.9.0.4
    roles: [worker]
    cluster: edge-a
    availability: intermittent
    tunnel: {address: 198.51.100.7, port: 50200, listen: 50103}
    bind: 10.9.0.4
    agent: {host: pi4, command: [ssh, -T, "{host}", oakprobe-agent, --stdio]}
  - {name: office, address: 203.0.113.5, roles: [client]}
  - {name: internet, address: 198.51.100.99, roles: [outsider], agent: none}
flows:
  - {id: registry, from: worker, to: root, protocol: tcp, port: 5000, expect: open}
  - {id: segregation, from: {tag: home-a}, to: {cluster: edge-b}, protocol: udp, port: tunnel,
     expect: closed}
)";

class Example : public testing::Test {
 protected:
  const Node& node(std::string_view name) {
    const auto id = inventory_.find_node(name);
    EXPECT_TRUE(id) << name;
    return inventory_.node(id.value_or(NodeId{}));
  }
  const Flow& flow(std::string_view id) {
    const auto found = inventory_.find_flow(id);
    EXPECT_TRUE(found) << id;
    return inventory_.flow(found.value_or(FlowId{}));
  }
  Inventory inventory_ = parse(example);
};

TEST_F(Example, HasItsNodesInOrder) {
  std::vector<std::string> names;
  for (const auto& each : inventory_.nodes) names.push_back(each.name);
  EXPECT_THAT(
      names, ElementsAre("root", "edge-a", "edge-b", "w1", "w2", "w3", "w4", "office", "internet")
  );
  EXPECT_EQ(node("w2").address, "192.0.2.32");
  EXPECT_EQ(node("w2").cluster, "edge-a");
  EXPECT_TRUE(node("root").roles.has(Role::root));
  EXPECT_EQ(node("office").cluster, "");
}

TEST_F(Example, HasItsRelease) {
  EXPECT_EQ(inventory_.release, "v0.4.411");
  EXPECT_FALSE(inventory_.release_assumed);
  EXPECT_EQ(node("w1").release, "v0.4.411");
}

TEST_F(Example, HasItsAgents) {
  EXPECT_THAT(
      node("w1").agent.command,
      ElementsAre("ssh", "-T", "-o", "BatchMode=yes", "w1", "oakprobe-agent", "--stdio")
  );
  EXPECT_THAT(
      node("w4").agent.command, ElementsAre("ssh", "-T", "pi4", "oakprobe-agent", "--stdio")
  );
  EXPECT_TRUE(node("internet").agent.none);
  EXPECT_TRUE(node("internet").agent.command.empty());
}

TEST_F(Example, HasItsDialExceptions) {
  const auto& dial = node("edge-a").dial;
  ASSERT_EQ(dial.size(), 2U);
  EXPECT_EQ(dial[0].from, (Selector{{}, "edge-b", {}, {}}));
  EXPECT_EQ(dial[0].address, "10.0.0.5");
  EXPECT_EQ(dial[1].flow, "worker-handshake");
  EXPECT_EQ(dial[1].port, 443);
  EXPECT_EQ(dial[1].listen, 10100);
  EXPECT_TRUE(dial[1].tls);
}

TEST_F(Example, HasItsTunnelBindAndAvailability) {
  EXPECT_EQ(node("w4").tunnel, (Tunnel{"198.51.100.7", 50200, 50103}));
  EXPECT_EQ(node("w1").tunnel, (Tunnel{std::nullopt, 50103, std::nullopt}));
  EXPECT_EQ(node("w4").bind, parse_ip_address("10.9.0.4"));
  EXPECT_TRUE(node("w4").intermittent);
  EXPECT_FALSE(node("w1").intermittent);
}

TEST_F(Example, HasItsOwnFlowsAfterTheCatalogue) {
  EXPECT_EQ(inventory_.flows.front().id, "client-api");
  EXPECT_EQ(inventory_.flows.back().id, "segregation");
  EXPECT_EQ(flow("registry").port, 5000);
  EXPECT_EQ(flow("registry").service, Service::tcp);
  EXPECT_EQ(flow("registry").need, Need::required);
  EXPECT_EQ(flow("registry").scope, Scope::any);
  EXPECT_EQ(flow("segregation").expect, Expect::closed);
  EXPECT_EQ(flow("segregation").port, std::nullopt);
  EXPECT_EQ(flow("segregation").from.tag, "home-a");
}

TEST(ParseInventory, AssumesTheNewestRelease) {
  const auto inventory = parse(head);
  EXPECT_EQ(inventory.release, "v0.4.411");
  EXPECT_TRUE(inventory.release_assumed);
}

TEST(ParseInventory, TakesAReleaseWithoutItsV) {
  EXPECT_EQ(parse(with_head("oakestra: 0.4.302\n")).release, "v0.4.302");
}

TEST(ParseInventory, ANodeHasItsOwnRelease) {
  const auto inventory =
      parse(with_head("  - {name: c, address: h, roles: [client], oakestra: v0.4.400}\n"));
  EXPECT_EQ(inventory.nodes[2].release, "v0.4.400");
  EXPECT_EQ(inventory.nodes[0].release, "v0.4.411");
}

TEST(ParseInventory, DefaultsFillTheKeysThatANodeLacksWhole) {
  const auto inventory = parse(
      "version: 1\n"
      "defaults:\n"
      "  agent: {command: \"run {name} at {address} on {host}\", host: gate}\n"
      "  tags: [a]\n"
      "  cluster: edge\n"
      "  availability: intermittent\n"
      "nodes:\n"
      "  - {name: root, address: h1, roles: [root]}\n"
      "  - {name: edge, address: h2, roles: [cluster], tags: [b], agent: {host: x}}\n"
  );
  ASSERT_EQ(inventory.nodes.size(), 2U);
  const auto& root = inventory.nodes[0];
  EXPECT_THAT(root.agent.command, ElementsAre("run", "root", "at", "h1", "on", "gate"));
  EXPECT_THAT(root.tags, ElementsAre("a"));
  EXPECT_EQ(root.cluster, "");  // a root is in none
  EXPECT_TRUE(root.intermittent);
  const auto& edge = inventory.nodes[1];
  EXPECT_EQ(edge.cluster, "edge");
  EXPECT_THAT(edge.tags, ElementsAre("b"));
  EXPECT_EQ(edge.agent.command.at(4), "x");  // the built-in command, not that of defaults
}

TEST(ParseInventory, RangesOfAllStringsAreZipped) {
  const auto inventory = parse(
      "version: 1\n"
      "nodes:\n"
      "  - {name: root, address: h, roles: [root]}\n"
      "  - {name: 'c[1-2]', address: 'c[1-2].example', roles: [cluster], cluster: 'site-[1-2]'}\n"
      "  - name: 'w[09-10]'\n"
      "    address: auto\n"
      "    roles: [worker]\n"
      "    cluster: 'site-[1-2]'\n"
      "    tags: [all, 'rack[3-4]']\n"
      "    bind: '10.0.0.[5-6]'\n"
      "    tunnel: {address: nat.example, port: '[50201-50202]', listen: 50103}\n"
      "    agent: {host: 'pi[1-2]'}\n"
      "    dial: [{from: {tag: rack4}, address: '10.0.1.[7-8]'}]\n"
  );
  ASSERT_EQ(inventory.nodes.size(), 5U);
  const auto& last = inventory.nodes[4];
  EXPECT_EQ(last.name, "w10");
  EXPECT_EQ(last.cluster, "site-2");
  EXPECT_THAT(last.tags, ElementsAre("all", "rack4"));
  EXPECT_EQ(last.bind, parse_ip_address("10.0.0.6"));
  EXPECT_EQ(last.tunnel, (Tunnel{"nat.example", 50202, 50103}));
  EXPECT_EQ(last.agent.command.at(4), "pi2");
  EXPECT_EQ(last.dial.at(0).address, "10.0.1.8");
  EXPECT_EQ(inventory.nodes[3].name, "w09");
}

TEST(ParseInventory, AnOwnFlowOverridesTheKeysGiven) {
  const auto inventory = parse(with_head("flows:\n  - {id: worker-mqtt, port: 8883}\n"));
  const auto& flow = inventory.flow(inventory.find_flow("worker-mqtt").value());
  EXPECT_EQ(flow.port, 8883);
  EXPECT_EQ(flow.service, Service::mqtt);
  EXPECT_EQ(flow.scope, Scope::own_cluster);
  EXPECT_EQ(flow.from.role, Role::worker);
}

TEST(ParseInventory, AFlowSaysWhatToAskFor) {
  const auto inventory =
      parse(with_head("flows:\n"
                      "  - {id: worker-handshake, ask: /api/}\n"
                      "  - {id: own, from: worker, to: root, port: 8080, service: http}\n"));
  const auto ask = [&](const char* id) {
    return inventory.flow(inventory.find_flow(id).value()).ask;
  };
  EXPECT_EQ(ask("worker-handshake"), "/api/");
  EXPECT_EQ(ask("own"), "/");
}

TEST(ParseInventory, AFlowSaysWhatHasALongAnswer) {
  const auto inventory =
      parse(with_head("flows:\n"
                      "  - {id: worker-handshake, ask: /api/}\n"
                      "  - {id: root-deploy, service: tcp}\n"
                      "  - {id: own, from: worker, to: root, port: 8080, service: http, "
                      "ask_long: /all}\n"));
  const auto ask_long = [&](const char* id) {
    return inventory.flow(inventory.find_flow(id).value()).ask_long;
  };
  EXPECT_EQ(ask_long("own"), "/all");
  EXPECT_EQ(ask_long("worker-handshake"), "/docs/openapi.json") << "the same service";
  EXPECT_EQ(ask_long("root-deploy"), "") << "another service";
}

TEST(ParseInventory, AFlowThatIsNotEnabledIsGone) {
  const auto inventory = parse(with_head("flows:\n  - {id: worker-mqtt, enabled: false}\n"));
  EXPECT_FALSE(inventory.find_flow("worker-mqtt"));
  EXPECT_TRUE(inventory.find_flow("worker-handshake"));
}

TEST(ParseInventory, BracesThatAreNoPlaceholdersStay) {
  const auto inventory = parse(with_head(
      "  - {name: a, address: h, roles: [client], agent: {command: \"run '{{.Name}}' {} {A}\"}}\n"
  ));
  EXPECT_THAT(inventory.nodes[2].agent.command, ElementsAre("run", "{{.Name}}", "{}", "{A}"));
}

}  // namespace
}  // namespace oakprobe::inventory
