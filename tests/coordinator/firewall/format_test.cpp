#include "coordinator/firewall/rule_table.hpp"
#include "tests/coordinator/firewall/made_file.hpp"

#include <gmock/gmock.h>

namespace oakprobe::firewall {
namespace {

using testing::HasSubstr;
using testing::Not;

std::size_t lines_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

TEST(Nftables, AWorkersFileWhole) {
  EXPECT_EQ(file(small_deployment, Format::nftables, "w1"), R"(#!/usr/sbin/nft -f
# Made by oakprobe firewall: what w1 (worker of a) must let in, and nothing else.
# Kept for ssh, by which you and agents come: tcp 22 from anywhere. If sshd listens elsewhere, say --ssh-port.
# Not in it, and so closed: ping, and a VPN that ends on this host (WireGuard's udp port, ESP).
# Load:   nft -f w1.nft  (again and again: it replaces itself)
# Remove: nft delete table inet oakprobe
# To last over a reboot, let /etc/nftables.conf include this file, and: systemctl enable nftables
# (off on Debian). Restarting that service flushes Docker's rules, too: restart Docker after it.

table inet oakprobe
delete table inet oakprobe
table inet oakprobe {
  set workers-a-4 {
    type ipv4_addr
    flags interval
    elements = { 10.9.0.4,
                 192.0.2.4,
                 198.51.100.7 }
  }

  chain input {
    type filter hook input priority filter; policy drop;
    ct state established,related accept comment "answers"
    iifname "lo" accept
    icmp type { destination-unreachable, time-exceeded, parameter-problem } accept comment "path MTU"
    icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } accept comment "path MTU"
    icmpv6 type { nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } accept comment "neighbours"
    icmpv6 type { mld-listener-query, mld-listener-report, mld-listener-done, mld2-listener-report } accept comment "neighbours"
    udp sport 67 udp dport 68 accept comment "DHCP"
    ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept comment "DHCP"
    tcp dport 22 accept comment "ssh"
    ip saddr @workers-a-4 udp dport 50103 accept comment "worker-tunnel"
  }
}
)");
}

TEST(Nftables, WhatDockerPublishesIsFilteredByThePortThatWasDialled) {
  const std::string text = file(small_deployment, Format::nftables, "a");
  EXPECT_THAT(text, HasSubstr("    ct status & dnat == 0 accept\n"));
  EXPECT_THAT(
      text,
      HasSubstr(
          "    ip saddr @root-4 meta l4proto tcp ct original proto-dst 10100 accept comment "
          "\"root-deploy\"\n    ip6 saddr @root-6 meta l4proto tcp ct original proto-dst 10100 "
      )
  );
  EXPECT_THAT(text, HasSubstr("    meta l4proto tcp ct original proto-dst 10107 drop\n"));
  EXPECT_THAT(text, Not(HasSubstr("docker0")));  // it does not dial itself
}

TEST(Nftables, AHostThatDialsItselfLetsItsContainersIn) {
  constexpr std::string_view one = R"(version: 1
nodes:
  - {name: box, address: 192.0.2.1, roles: [root, cluster], cluster: a}
)";
  const std::string text = file(one, Format::nftables, "box");
  EXPECT_THAT(text, HasSubstr("iifname \"br-*\" jump itself\n"));
  EXPECT_THAT(
      text, HasSubstr("chain itself {\n    meta l4proto tcp ct original proto-dst 10000 accept")
  );
}

TEST(Nftables, ARouterInFrontHasItsLine) {
  EXPECT_THAT(
      file(small_deployment, Format::nftables, "w2"),
      HasSubstr("# In front of it: 198.51.100.7 udp 50200 to 10.9.0.4 port 50103.\n"
                "# On the router: nft add rule ip nat prerouting ip daddr 198.51.100.7 udp dport "
                "50200 dnat to 10.9.0.4:50103\n")
  );
}

TEST(Nftables, WhoseAddressIsUnknownLeavesAWord) {
  constexpr std::string_view by_name = R"(version: 1
nodes:
  - {name: root, address: root.example.org, roles: [root]}
  - {name: a, address: 192.0.2.2, roles: [cluster], cluster: a}
)";
  const std::string text = file(by_name, Format::nftables, "a");
  EXPECT_THAT(text, HasSubstr("    # tcp dport 10100 from root: the inventory has no address of"));
  EXPECT_THAT(text, HasSubstr("# Mind: nobody knows from which address root will come"));
}

TEST(Iptables, HasBothFamiliesAndEndsInADrop) {
  const std::string text = file(small_deployment, Format::iptables, "a");
  EXPECT_THAT(text, HasSubstr("-A OAKPROBE-workers-a -s 192.0.2.4/32 -j ACCEPT\n"));
  EXPECT_THAT(text, HasSubstr("-A OAKPROBE-root -s 2001:db8::1/128 -j ACCEPT\n"));
  EXPECT_THAT(
      text,
      HasSubstr("-A OAKPROBE -p tcp --dport 10003 -m comment --comment \"worker-mqtt\" -j "
                "OAKPROBE-workers-a\n")
  );
  EXPECT_THAT(
      text,
      HasSubstr(
          "-A OAKPROBE-PUBLISHED -p tcp -m conntrack --ctorigdstport 10003 -m comment --comment "
          "\"worker-mqtt\" -j OAKPROBE-workers-a\n"
      )
  );
  EXPECT_THAT(
      text, HasSubstr("-A OAKPROBE-PUBLISHED -p tcp -m conntrack --ctorigdstport 10107 -j DROP\n")
  );
  EXPECT_THAT(text, HasSubstr("-A OAKPROBE -j DROP\n"));
  EXPECT_THAT(text, HasSubstr("--dport 22 -m comment --comment \"ssh\" -j RETURN\n"));
}

TEST(Iptables, ANarrowerSshIsKeptToItsBlocks) {
  const std::string text =
      file(small_deployment, Format::iptables, "w1", {{22}, {*parse_ip_prefix("203.0.113.0/24")}});
  EXPECT_THAT(text, HasSubstr("-A OAKPROBE -s 203.0.113.0/24 -p tcp --dport 22 "));
  EXPECT_THAT(text, HasSubstr("tcp 22 from 203.0.113.0/24"));
}

// It may have been hooked in by an earlier file.
TEST(Iptables, WhereNothingIsPublishedTheChainIsUnhooked) {
  const std::string text = file(small_deployment, Format::iptables, "w1");
  EXPECT_THAT(text, HasSubstr("\npublished=\n"));
  EXPECT_THAT(
      text,
      HasSubstr("if [ -z \"$published\" ]; then\n    unhook \"$1\" DOCKER-USER "
                "\"$prefix-PUBLISHED\"\n")
  );
}

TEST(DockerUser, HasTheHostsOwnPortsOfNobody) {
  const std::string text = file(small_deployment, Format::docker_user, "a");
  EXPECT_THAT(text, HasSubstr("-A OAKDOCKER-PUBLISHED -p tcp"));
  EXPECT_THAT(text, Not(HasSubstr("--dport")));
  EXPECT_THAT(text, HasSubstr("input=\n"));
}

TEST(Formats, AThousandWorkersAreASetAndNotAThousandLines) {
  std::string text =
      "version: 1\nnodes:\n  - {name: root, address: 192.0.2.1, roles: [root]}\n"
      "  - {name: a, address: 192.0.2.2, roles: [cluster], cluster: a}\n";
  for (const char* net : {"0", "1", "2", "3"})
    text += std::string("  - {name: \"w") + net + "-[1-250]\", address: \"10.0." + net +
            ".[1-250]\", roles: [worker], cluster: a}\n";
  for (const Format format : {Format::nftables, Format::iptables, Format::ufw, Format::firewalld})
    EXPECT_LT(lines_of(file(text, format, "w2-7")), 200U);
  const inventory::Inventory inventory = inventory::parse(text);
  const NeededRules needed = needed_rules(inventory, {});
  EXPECT_LT(lines_of(network_table(inventory, needed)), 40U);
}

TEST(Formats, NoWordOfAnInventoryIsACommand) {
  constexpr std::string_view hostile = R"(version: 1
nodes:
  - {name: root, address: 192.0.2.1, roles: [root]}
  - {name: a, address: 192.0.2.2, roles: [cluster], cluster: "a\nrm -rf /var #\r\u2028x"}
flows:
  - {id: own, from: root, to: cluster, port: 9000, why: "b\nc"}
)";
  for (const Format format :
       {Format::nftables, Format::iptables, Format::ufw, Format::firewalld, Format::docker_user}) {
    const std::string text = file(hostile, format, "a");
    EXPECT_THAT(
        text, HasSubstr("# Made by oakprobe firewall: what a (cluster of a / rm -rf /var ")
    );
    EXPECT_THAT(text, Not(HasSubstr("\nrm")));
    EXPECT_THAT(text, Not(HasSubstr("\r")));
  }
  const inventory::Inventory inventory = inventory::parse(hostile);
  const NeededRules needed = needed_rules(inventory, {});
  EXPECT_THAT(rule_table(inventory, needed), HasSubstr("own: b / c"));
  EXPECT_THAT(network_table(inventory, needed), HasSubstr("own: b / c"));
}

TEST(Formats, AFileHasTheDoubtsOfItsNode) {
  constexpr std::string_view by_port = R"(version: 1
nodes:
  - {name: root, address: 192.0.2.1, roles: [root]}
  - {name: a, address: 192.0.2.2, roles: [cluster], cluster: a}
  - {name: w1, address: 192.0.2.4, roles: [worker], cluster: a, tunnel: {port: 50200}}
  - {name: w2, address: 192.0.2.5, roles: [worker], cluster: a}
)";
  const std::string of_w1 = file(by_port, Format::nftables, "w1");
  EXPECT_THAT(of_w1, HasSubstr("# Mind: whether w1's NetManager listens on 50200"));
  EXPECT_THAT(of_w1, HasSubstr("# Mind: the inventory has no client"));
  const std::string of_w2 = file(by_port, Format::nftables, "w2");
  EXPECT_THAT(of_w2, Not(HasSubstr("NetManager")));
  EXPECT_THAT(of_w2, HasSubstr("# Mind: the inventory has no client"));
}

TEST(Tables, SayWhoAndWhatFor) {
  const inventory::Inventory inventory = inventory::parse(small_deployment);
  const NeededRules needed = needed_rules(inventory, {});
  const std::string table = rule_table(inventory, needed);
  EXPECT_THAT(table, HasSubstr("NODE  FROM       PROTOCOL  PORT   FOR\n"));
  EXPECT_THAT(table, HasSubstr("w2    workers-a  udp       50103  worker-tunnel: services on two"));
  EXPECT_THAT(table, HasSubstr("\nclients: 203.0.113.5/32\n"));
  const std::string network = network_table(inventory, needed);
  EXPECT_THAT(network, HasSubstr("workers-a  w1 (192.0.2.4)     udp       50103  worker-tunnel"));
  EXPECT_THAT(network, HasSubstr("workers-a  w2 (198.51.100.7)  udp       50200  worker-tunnel"));
  EXPECT_THAT(network, HasSubstr("a (192.0.2.2)"));
  EXPECT_THAT(network, HasSubstr("198.51.100.7 udp 50200 to 10.9.0.4 port 50103"));
}

}  // namespace
}  // namespace oakprobe::firewall
