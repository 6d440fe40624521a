#include "coordinator/firewall/needed_rules.hpp"

#include "base/listing.hpp"
#include "tests/inventory/inventories.hpp"

#include <gmock/gmock.h>

namespace oakprobe::firewall {
namespace {

using inventory::Inventory;
using inventory::PathSelection;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr std::string_view deployment = R"(version: 1
nodes:
  - {name: root, address: 192.0.2.1, roles: [root]}
  - {name: a, address: 192.0.2.2, roles: [cluster], cluster: a}
  - {name: b, address: 192.0.2.3, roles: [cluster], cluster: b}
  - {name: wa1, address: 192.0.2.4, roles: [worker], cluster: a, tags: [home]}
  - {name: wa2, address: 192.0.2.5, roles: [worker], cluster: a}
  - {name: wb, address: 192.0.2.6, roles: [worker], cluster: b}
  - {name: office, address: 203.0.113.5, roles: [client]}
)";

std::string text_of(const Inventory& inventory, const NeededRules& needed, const Rule& rule) {
  return std::string(to_string(rule.protocol)) + " " + std::to_string(rule.port) + " " +
         needed.peers[rule.peers].name + " " + flow_names(inventory, rule) +
         (rule.via == inventory::Via::docker ? " docker" : "") + (rule.ipv6 ? "" : " ipv4") +
         (rule.from_itself ? " itself" : "");
}

// "tcp 10000 clients client-api docker" of each rule but for ssh's.
std::vector<std::string> rules(
    std::string_view text, std::string_view node, const PathSelection& selection = {}
) {
  const Inventory inventory = inventory::parse(text);
  const NeededRules needed = needed_rules(inventory, selection);
  std::vector<std::string> lines;
  for (const NodeRules& one : needed.nodes) {
    if (inventory.node(one.node).name != node) continue;
    for (const Rule& rule : one.accept)
      if (!rule.flows.empty()) lines.push_back(text_of(inventory, needed, rule));
  }
  return lines;
}

// "workers: 192.0.2.4/32 …" of the set.
std::string set_of(const NeededRules& needed, std::string_view name) {
  for (const PeerSet& set : needed.peers)
    if (set.name == name)
      return join(set.ipv4, " ", &IpPrefix::to_string) + "|" +
             join(set.ipv6, " ", &IpPrefix::to_string);
  return "none";
}

TEST(NeededRules, EachRoleLetsInWhatItNeedsAndNothingElse) {
  EXPECT_THAT(
      rules(deployment, "root"),
      ElementsAre(
          "tcp 10000 clients client-api docker",
          "tcp 10000 clusters cluster-api docker",
          "tcp 10099 clusters cluster-network docker",
          "tcp 50052 clusters cluster-registration docker"
      )
  );
  EXPECT_THAT(
      rules(deployment, "a"),
      ElementsAre(
          "tcp 10003 workers-a worker-mqtt docker",
          "tcp 10100 root root-deploy docker",
          "tcp 10100 workers-a worker-handshake docker",
          "tcp 10110 root root-network docker"
      )
  );
  EXPECT_THAT(rules(deployment, "wb"), ElementsAre("udp 50103 workers worker-tunnel ipv4"));
  EXPECT_THAT(rules(deployment, "office"), IsEmpty());
}

TEST(NeededRules, SetsAreSharedByAllNodes) {
  const Inventory inventory = inventory::parse(deployment);
  const NeededRules needed = needed_rules(inventory, {});
  EXPECT_THAT(needed.nodes, SizeIs(6));
  EXPECT_EQ(set_of(needed, "workers"), "192.0.2.4/32 192.0.2.5/32 192.0.2.6/32|");
  EXPECT_EQ(set_of(needed, "workers-a"), "192.0.2.4/32 192.0.2.5/32|");
  EXPECT_EQ(set_of(needed, "clients"), "203.0.113.5/32|");
  EXPECT_THAT(needed.peers, SizeIs(7));  // anyone, clients, clusters, root, workers, -a, -b
  EXPECT_THAT(needed.doubts, IsEmpty());
}

TEST(NeededRules, ATargetAloneIsEnough) {
  const Inventory inventory = inventory::parse(deployment);
  PathSelection selection;
  selection.targets = {*inventory.find_node("a")};
  const NeededRules needed = needed_rules(inventory, selection);
  ASSERT_THAT(needed.nodes, SizeIs(1));
  EXPECT_THAT(needed.nodes[0].accept, SizeIs(5));
}

TEST(NeededRules, PublishedPortsAreAllThatDockerPublishesWhoeverNeedsThem) {
  const Inventory inventory = inventory::parse(deployment);
  const NeededRules needed = needed_rules(inventory, {});
  const auto& of_root = needed.nodes[0].published;
  EXPECT_THAT(of_root, Contains(ListenPort{Protocol::tcp, 10'000}));  // needed by some
  EXPECT_THAT(of_root, Contains(ListenPort{Protocol::tcp, 10'007}));  // by nobody
  EXPECT_THAT(of_root, Contains(ListenPort{Protocol::tcp, 80}));      // optional
  EXPECT_THAT(needed.nodes[3].published, IsEmpty());                  // a worker
}

TEST(NeededRules, OptionalFlowsAreForTheAsking) {
  PathSelection selection;
  selection.all_flows = true;
  EXPECT_THAT(
      rules(deployment, "root", selection), Contains("tcp 80 clients client-dashboard docker")
  );
}

TEST(NeededRules, WhatMustBeClosedStaysClosed) {
  const std::string text = std::string(deployment) +
                           "flows:\n  - {id: apart, from: {tag: home}, to: {cluster: b}, protocol: "
                           "udp, port: tunnel, expect: closed}\n";
  const Inventory inventory = inventory::parse(text);
  const NeededRules needed = needed_rules(inventory, {});
  EXPECT_THAT(rules(text, "wb"), ElementsAre("udp 50103 workers-2 worker-tunnel ipv4"));
  EXPECT_EQ(set_of(needed, "workers-2"), "192.0.2.5/32 192.0.2.6/32|");
  EXPECT_THAT(rules(text, "wa2"), ElementsAre("udp 50103 workers worker-tunnel ipv4"));
  EXPECT_THAT(needed.doubts, ElementsAre(HasSubstr("flow apart wants closed")));
}

TEST(NeededRules, NodesBesidesOthersOpenWhatTheyDialAtThemselves) {
  constexpr std::string_view all_in_one = R"(version: 1
nodes:
  - {name: box, address: 192.0.2.1, roles: [root, cluster, worker], cluster: a}
  - {name: office, address: 203.0.113.5, roles: [client]}
)";
  EXPECT_THAT(
      rules(all_in_one, "box"), Contains("tcp 10099 clusters cluster-network docker itself")
  );
  // A lone worker has no tunnel to let in.
  EXPECT_THAT(rules(all_in_one, "box"), Not(Contains(HasSubstr("50103"))));
}

constexpr std::string_view behind_nat = R"(version: 1
nodes:
  - {name: root, address: 192.0.2.1, roles: [root]}
  - {name: a, address: 192.0.2.2, roles: [cluster], cluster: a,
     dial: [{flow: worker-handshake, port: 443, listen: 10100, tls: true},
            {from: {role: root}, address: 198.51.100.1, tls: true, port: 8443, listen: 10100}]}
  - {name: w1, address: 192.0.2.4, roles: [worker], cluster: a}
  - {name: w2, address: 10.9.0.4, roles: [worker], cluster: a,
     tunnel: {address: 198.51.100.7, port: 50200, listen: 50103}}
  - {name: w3, address: auto, roles: [worker], cluster: a}
)";

TEST(NeededRules, BehindAForwardTheNodeLetsInWhatItListensOn) {
  const Inventory inventory = inventory::parse(behind_nat);
  const NeededRules needed = needed_rules(inventory, {});
  EXPECT_THAT(rules(behind_nat, "w2"), ElementsAre("udp 50103 workers-a worker-tunnel ipv4"));
  const NodeRules& w2 = needed.nodes[3];
  ASSERT_THAT(w2.forwards, SizeIs(1));
  EXPECT_EQ(w2.forwards[0].address, "198.51.100.7");
  EXPECT_EQ(w2.forwards[0].port, 50'200);
  EXPECT_EQ(w2.forwards[0].to, "10.9.0.4");
  EXPECT_EQ(w2.forwards[0].to_port, 50'103);
  // It comes from either address.
  EXPECT_EQ(set_of(needed, "workers-a"), "10.9.0.4/32 192.0.2.4/32 198.51.100.7/32|");
}

TEST(NeededRules, WhatTakesTheTlsOffIsWhoDialsTheNode) {
  const Inventory inventory = inventory::parse(behind_nat);
  const NeededRules needed = needed_rules(inventory, {});
  EXPECT_THAT(
      rules(behind_nat, "a"),
      ElementsAre(
          "tcp 443 workers-a worker-handshake docker",
          "tcp 10003 workers-a worker-mqtt docker",
          "tcp 10100 proxy-a root-deploy,root-network docker"
      )
  );
  EXPECT_EQ(set_of(needed, "proxy-a"), "198.51.100.1/32|");
}

TEST(NeededRules, WhoseAddressNobodyKnowsIsTold) {
  const NeededRules needed = needed_rules(inventory::parse(behind_nat), {});
  EXPECT_THAT(
      needed.doubts,
      ElementsAre(HasSubstr("nobody knows from which address w3"), HasSubstr("client"))
  );
}

TEST(NeededRules, WhoIsDialledOverAFamilyThatTheInventoryLacksOfThePeersIsTold) {
  const NeededRules needed = needed_rules(
      inventory::parse(R"(version: 1
nodes:
  - {name: root, address: 2001:db8::1, roles: [root]}
  - {name: a, address: 192.0.2.2, roles: [cluster], cluster: a}
  - {name: office, address: 2001:db8::5, roles: [client]}
)"),
      {}
  );
  EXPECT_THAT(
      all_doubts(needed),
      ElementsAre(
          HasSubstr("root is dialled at 2001:db8::1, and the inventory has no IPv6 address of a:"),
          HasSubstr("a is dialled at 192.0.2.2, and the inventory has no IPv4 address of root")
      )
  );
  EXPECT_THAT(needed.nodes[1].doubts, SizeIs(1));
}

TEST(NeededRules, SshStaysAsItIs) {
  constexpr std::string_view by_ssh = R"(version: 1
nodes:
  - {name: root, address: 192.0.2.1, roles: [root], agent: {command: "ssh -p 2222 pi@r oakprobe-agent"}}
  - {name: a, address: 2001:db8::2, roles: [cluster], cluster: a, agent: none}
)";
  const Inventory inventory = inventory::parse(by_ssh);
  const auto ssh_of = [](const NeededRules& needed, std::size_t node) {
    std::vector<std::uint16_t> ports;
    for (const Rule& rule : needed.nodes[node].accept)
      if (rule.flows.empty()) ports.push_back(rule.port);
    return ports;
  };
  const NeededRules needed = needed_rules(inventory, {});
  EXPECT_THAT(ssh_of(needed, 0), ElementsAre(22, 2222));
  EXPECT_THAT(ssh_of(needed, 1), ElementsAre(22));
  EXPECT_TRUE(needed.peers[needed.nodes[0].accept[0].peers].anyone);
  SshKept kept{{2022}, {*parse_ip_prefix("203.0.113.0/24")}};
  const NeededRules narrow = needed_rules(inventory, {}, kept);
  EXPECT_THAT(ssh_of(narrow, 0), ElementsAre(2022, 2222));
  EXPECT_EQ(set_of(narrow, "ssh-from"), "203.0.113.0/24|");
  EXPECT_THAT(narrow.doubts, Contains(HasSubstr("no address of IPv6: ssh over it is closed")));
  EXPECT_THAT(narrow.doubts, Not(Contains(HasSubstr("IPv4"))));
}

TEST(NeededRules, BlocksOfSshWithinOthersAreToldOnce) {
  const auto block = [](const char* text) { return *parse_ip_prefix(text); };
  const SshKept kept{
      {22},
      {block("203.0.113.5/32"),
       block("203.0.113.0/24"),
       block("192.0.2.1/32"),
       block("192.0.2.1/32"),
       block("2001:db8::1/128"),
       block("2001:db8::/32")}};
  const NeededRules needed = needed_rules(inventory::parse(deployment), {}, kept);
  EXPECT_EQ(set_of(needed, "ssh-from"), "192.0.2.1/32 203.0.113.0/24|2001:db8::/32");
  EXPECT_THAT(needed.doubts, IsEmpty());
}

TEST(NeededRules, AJumpHostsAddressIsToldWhereSshIsNarrow) {
  const Inventory inventory = inventory::parse(R"(version: 1
nodes:
  - {name: root, address: 192.0.2.1, roles: [root], agent: {command: "ssh -J gate r oakprobe-agent"}}
  - {name: office, address: 203.0.113.5, roles: [client]}
)");
  EXPECT_THAT(needed_rules(inventory, {}).nodes[0].doubts, IsEmpty());
  const SshKept kept{{22}, {*parse_ip_prefix("203.0.113.0/24")}};
  EXPECT_THAT(
      needed_rules(inventory, {}, kept).nodes[0].doubts,
      ElementsAre(HasSubstr("root comes by way of another host"))
  );
}

TEST(NeededRules, WhateverHasRulesKeepsSsh) {
  const Inventory inventory = inventory::parse(
      std::string(deployment) +
      "flows:\n  - {id: metrics, from: worker, to: {name: office}, port: 9100}\n"
  );
  const NeededRules needed = needed_rules(inventory, {});
  ASSERT_THAT(needed.nodes, SizeIs(7));
  const NodeRules& office = needed.nodes[6];
  ASSERT_THAT(office.accept, SizeIs(2));
  EXPECT_EQ(office.accept[0].port, 22);
  EXPECT_THAT(office.accept[0].flows, IsEmpty());
  EXPECT_EQ(office.accept[1].port, 9100);
}

TEST(NeededRules, ADockerPortThatIsDialledElsewhereIsPublishedThere) {
  const Inventory inventory = inventory::parse(R"(version: 1
nodes:
  - {name: root, address: 192.0.2.1, roles: [root], dial: [{flow: client-api, port: 18000}]}
  - {name: office, address: 203.0.113.5, roles: [client]}
)");
  const NeededRules needed = needed_rules(inventory, {});
  EXPECT_THAT(needed.nodes[0].published, Contains(ListenPort{Protocol::tcp, 18'000}));
  EXPECT_THAT(needed.nodes[0].published, Contains(ListenPort{Protocol::tcp, 10'000}));
}

TEST(NeededRules, TheGatewaysTlsIsTakenOffOnTheNode) {
  constexpr std::string_view text = R"(version: 1
nodes:
  - {name: root, address: 10.0.0.1, roles: [root], oakestra: {gateway: true},
     dial: [{from: {role: cluster}, address: 198.51.100.1}]}
  - {name: a, address: 192.0.2.2, roles: [cluster], cluster: a}
  - {name: office, address: 203.0.113.5, roles: [client]}
)";
  const Inventory inventory = inventory::parse(text);
  const NeededRules needed = needed_rules(inventory, {});
  EXPECT_EQ(set_of(needed, "proxy-root"), "none");
  EXPECT_THAT(rules(text, "root"), Contains(HasSubstr("tcp 443 clusters ")));
  ASSERT_FALSE(needed.nodes[0].forwards.empty());
  EXPECT_FALSE(needed.nodes[0].forwards[0].tls);
}

TEST(NeededRules, ATunnelsPortThatNobodySaidIsListenedOnIsTold) {
  constexpr std::string_view by_port = R"(version: 1
nodes:
  - {name: root, address: 192.0.2.1, roles: [root]}
  - {name: a, address: 192.0.2.2, roles: [cluster], cluster: a}
  - {name: w1, address: 192.0.2.4, roles: [worker], cluster: a, tunnel: {port: 50200}}
  - {name: w2, address: 192.0.2.5, roles: [worker], cluster: a, tunnel: {port: 50200, listen: 50200}}
)";
  const NeededRules needed = needed_rules(inventory::parse(by_port), {});
  EXPECT_THAT(
      needed.nodes[2].doubts, ElementsAre(HasSubstr("whether w1's NetManager listens on 50200"))
  );
  EXPECT_THAT(needed.nodes[3].doubts, IsEmpty());
}

TEST(NeededRules, EachPeerWithoutAnAddressOfTheFamilyIsTold) {
  constexpr std::string_view by_name = R"(version: 1
nodes:
  - {name: root, address: 2001:db8::1, roles: [root]}
  - {name: a, address: "2001:db8::2", roles: [cluster], cluster: a}
  - {name: "b[1-9]", address: "192.0.2.[1-9]", roles: [cluster], cluster: "b[1-9]"}
  - {name: office, address: 2001:db8::5, roles: [client]}
)";
  std::string text(by_name);
  EXPECT_THAT(
      needed_rules(inventory::parse(text), {}).nodes[0].doubts,
      ElementsAre(HasSubstr("no IPv6 address of b1, b2, b3, b4, b5, b6, b7, b8 and 1 more: say"))
  );
  text.replace(text.find("2001:db8::1"), 11, "root.example.org");
  EXPECT_THAT(
      needed_rules(inventory::parse(text), {}).nodes[0].doubts,
      testing::UnorderedElementsAre(
          HasSubstr("root.example.org, which may be an IPv4 address, and the inventory has no IPv4 "
                    "address of office"),
          HasSubstr("address of a: say"),
          HasSubstr("may be an IPv6 address, and the inventory has no IPv6 address of b1, b2")
      )
  );
}

TEST(NeededRules, NetworksSeeWhatIsDialled) {
  const NeededRules needed = needed_rules(inventory::parse(behind_nat), {});
  const auto dials_of = [&](std::size_t node) {
    std::vector<std::string> lines;
    for (const Dialled& one : needed.nodes[node].dialled)
      if (!one.flows.empty())
        lines.push_back(
            needed.peers[one.peers].name + " " + one.address + " " + std::to_string(one.port)
        );
    return lines;
  };
  EXPECT_THAT(dials_of(3), ElementsAre("workers-a 198.51.100.7 50200"));
  EXPECT_THAT(
      dials_of(1), testing::IsSupersetOf({"root 198.51.100.1 8443", "proxy-a 192.0.2.2 10100"})
  );
}

TEST(NeededRules, NamesOfSetsAreFitForEveryTool) {
  const std::string cluster(100, 'x');
  std::string text = "version: 1\nnodes:\n  - {name: root, address: 192.0.2.1, roles: [root]}\n";
  for (const char* end : {"1", "2"}) {
    text += std::string("  - {name: c") + end + ", address: 192.0.2.1" + end +
            ", roles: [cluster], cluster: " + cluster + end + "}\n  - {name: w" + end +
            ", address: 192.0.2.2" + end + ", roles: [worker], cluster: " + cluster + end + "}\n";
  }
  const NeededRules needed = needed_rules(inventory::parse(text), {});
  for (const PeerSet& set : needed.peers) EXPECT_LE(set.name.size(), peer_set_name_max);
  EXPECT_NE(set_of(needed, "workers-xxxxxxxxxx"), "none");
  EXPECT_NE(set_of(needed, "workers-xxxxxxxx-2"), "none");
}

TEST(NeededRules, AMeshIsOneSet) {
  const NeededRules needed = needed_rules(
      inventory::parse(R"(version: 1
nodes:
  - {name: root, address: 192.0.2.1, roles: [root]}
  - {name: a, address: 192.0.2.2, roles: [cluster], cluster: a}
  - {name: "w[1-250]", address: "10.0.0.[1-250]", roles: [worker], cluster: a}
  - {name: "x[1-250]", address: "10.0.1.[1-250]", roles: [worker], cluster: a}
)"),
      {}
  );
  EXPECT_THAT(needed.nodes, SizeIs(502));
  EXPECT_LE(set_of(needed, "workers").size(), 500U);
}

}  // namespace
}  // namespace oakprobe::firewall
