#include "rule_lines.hpp"

#include <gmock/gmock.h>

// Who is dialled elsewhere than he listens.
namespace oakprobe::firewall {
namespace {

using inventory::Inventory;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

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

}  // namespace
}  // namespace oakprobe::firewall
