#include "rule_lines.hpp"

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
