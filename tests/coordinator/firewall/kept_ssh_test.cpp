#include "rule_lines.hpp"

#include <gmock/gmock.h>

namespace oakprobe::firewall {
namespace {

using inventory::Inventory;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

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

}  // namespace
}  // namespace oakprobe::firewall
