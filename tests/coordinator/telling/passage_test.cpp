#include "passage_samples.hpp"

#include <gtest/gtest.h>

namespace oakprobe::telling {
namespace {

using namespace samples;

struct ToolRow {
  const char* name;
  Passage passage;
  std::optional<FirewallTool> tool;
  std::string wanted;
};

TEST(Passage, IsOpenedInTheWordsOfTheHostsTool) {
  const std::string rich =
      "--add-rich-rule='rule priority=\"-100\" family=\"ipv4\" source address=\"192.0.2.31\" port "
      "port=\"50103\" protocol=\"udp\" accept'";
  const std::vector<ToolRow> rows{
      {"ufw",
       tunnel_in,
       FirewallTool::ufw,
       "ufw prepend allow proto udp from 192.0.2.31 to any port 50103"},
      {"ufw, out",
       tunnel_out,
       FirewallTool::ufw,
       "ufw prepend allow out proto udp to 192.0.2.33 port 50103"},
      {"ufw, IPv6",
       broker_in_ipv6,
       FirewallTool::ufw,
       "ufw prepend allow proto tcp from 2001:db8::31 to any port 10003"},
      {"ufw lets answers pass: it is something else", echo_in, FirewallTool::ufw, "none"},
      {"firewalld",
       tunnel_in,
       FirewallTool::firewalld,
       "firewall-cmd " + rich + "; firewall-cmd --permanent " + rich},
      {"firewalld drops nothing that leaves", tunnel_out, FirewallTool::firewalld, "none"},
      {"firewalld, answers", echo_in, FirewallTool::firewalld, "none"},
      {"iptables",
       tunnel_in,
       FirewallTool::iptables,
       "iptables -w -I INPUT 1 -p udp -s 192.0.2.31 --dport 50103 -j ACCEPT"},
      {"iptables, out",
       tunnel_out,
       FirewallTool::iptables,
       "iptables -w -I OUTPUT 1 -p udp -d 192.0.2.33 --dport 50103 -j ACCEPT"},
      {"iptables that is kept, IPv6",
       broker_in_ipv6,
       FirewallTool::netfilter_persistent,
       "ip6tables -w -I INPUT 1 -p tcp -s 2001:db8::31 --dport 10003 -j ACCEPT; "
       "netfilter-persistent save"},
      {"iptables, answers",
       echo_out,
       FirewallTool::iptables,
       "iptables -w -I OUTPUT 1 -p udp -d 192.0.2.31 --sport 50103 -m conntrack --ctstate "
       "ESTABLISHED -j ACCEPT"},
      {"in which chain of nft?", tunnel_in, FirewallTool::nftables, "none"},
      {"in which chain of nft, without its service?", tunnel_in, FirewallTool::nft, "none"},
      {"no tool", tunnel_in, std::nullopt, "none"}};
  for (const ToolRow& row : rows)
    EXPECT_EQ(commands(row.passage, row.tool, nullptr), row.wanted) << row.name;
}

TEST(Passage, IsOpenedBeforeTheRuleThatEndsIt) {
  const std::string prepended = "ufw prepend allow proto udp from 192.0.2.31 to any port 50103";
  const std::string inserted = "ip saddr 192.0.2.31 udp dport 50103 accept";
  const std::vector<RuleRow> rows{
      {"nft",
       tunnel_in,
       FirewallTool::nft,
       rule("inet", "fw", "input", "udp dport 50103 drop"),
       "nft insert rule inet fw input position 7 " + inserted},
      {"a chain that nothing else names",
       tunnel_in,
       std::nullopt,
       rule("bridge", "t", "filter-pre.1_x", "drop"),
       "nft insert rule bridge t filter-pre.1_x position 7 " + inserted},
      {"nft, IPv6",
       broker_in_ipv6,
       FirewallTool::nft,
       rule("ip6", "fw", "input", "drop"),
       "nft insert rule ip6 fw input position 7 ip6 saddr 2001:db8::31 tcp dport 10003 accept"},
      {"nft, by its service: in the file it has no handle to stand before",
       tunnel_in,
       FirewallTool::nftables,
       rule("inet", "fw", "input", "drop"),
       "nft insert rule inet fw input position 7 " + inserted + "; " +
           appended("insert rule inet fw input " + inserted)},
      {"nft, policy: at the end",
       tunnel_in,
       FirewallTool::nftables,
       policy("inet", "fw", "input"),
       "nft add rule inet fw input " + inserted + "; " +
           appended("add rule inet fw input " + inserted)},
      {"nft, out",
       tunnel_out,
       FirewallTool::nft,
       rule("inet", "fw", "output", "drop"),
       "nft insert rule inet fw output position 7 ip daddr 192.0.2.33 udp dport 50103 accept"},
      {"nft, answers in: not to whatever else comes from that port",
       echo_in,
       FirewallTool::nft,
       rule("inet", "fw", "input", "drop"),
       "nft insert rule inet fw input position 7 ip saddr 192.0.2.33 udp sport 50103 ct state "
       "established accept"},
      {"so, before connections are tracked: nothing is known as an answer there",
       echo_in,
       FirewallTool::nft,
       rule("ip", "raw", "prerouting", "udp sport 50103 drop"),
       "none"},
      {"so, in a chain that may be anywhere",
       echo_in,
       FirewallTool::nft,
       rule("inet", "fw", "early", "drop"),
       "none"},
      {"so, of iptables, before connections are tracked",
       echo_in,
       FirewallTool::iptables,
       rule("ip", "mangle", "PREROUTING", "-p udp -j DROP"),
       "none"},
      {"so, in an admin's chain of iptables",
       echo_in,
       FirewallTool::iptables,
       rule("ip", "filter", "mine", "-p udp -j DROP"),
       "iptables -w -I mine 1 -p udp -s 192.0.2.33 --sport 50103 -m conntrack --ctstate "
       "ESTABLISHED -j ACCEPT"},
      {"answers of a connection that is not known",
       echo_in,
       FirewallTool::iptables,
       rule("ip", "filter", "INPUT", "-m conntrack --ctstate INVALID -j DROP"),
       "none"},
      {"a rule of an admin's nft beside ufw",
       tunnel_in,
       FirewallTool::ufw,
       rule("inet", "fw", "input", "drop"),
       "nft insert rule inet fw input position 7 " + inserted},
      {"ufw's own",
       tunnel_in,
       FirewallTool::ufw,
       rule("ip", "filter", "ufw-user-input", "-p udp --dport 50103 -j DROP"),
       prepended},
      {"ufw's own, of that peer and port: it inserts none before it, and replaces it",
       tunnel_in,
       FirewallTool::ufw,
       rule("ip", "filter", "ufw-user-input", "-s 192.0.2.31/32 -p udp --dport 50103 -j DROP"),
       prepended + "; ufw allow proto udp from 192.0.2.31 to any port 50103"},
      {"so, out",
       tunnel_out,
       FirewallTool::ufw,
       rule("ip", "filter", "ufw-user-output", "-d 192.0.2.33 -p udp --dport 50103 -j REJECT"),
       "ufw prepend allow out proto udp to 192.0.2.33 port 50103; ufw allow out proto udp to "
       "192.0.2.33 port 50103"},
      {"ufw's own, of that peer's every port",
       tunnel_in,
       FirewallTool::ufw,
       rule("ip", "filter", "ufw-user-input", "-s 192.0.2.31/32 -j DROP"),
       prepended},
      {"ufw's default", tunnel_in, FirewallTool::ufw, policy("ip", "filter", "INPUT"), prepended},
      {"what ufw does before its command's rules",
       tunnel_in,
       FirewallTool::ufw,
       rule("ip", "filter", "ufw-before-input", "-m conntrack --ctstate INVALID -j DROP"),
       "iptables -w -I ufw-before-input 1 -p udp -s 192.0.2.31 --dport 50103 -j ACCEPT"},
      {"firewalld's zone",
       tunnel_in,
       FirewallTool::firewalld,
       rule("inet", "firewalld", "filter_IN_work_deny", "udp dport 50103 drop"),
       "firewall-cmd --zone=work --add-rich-rule='rule priority=\"-100\" family=\"ipv4\" source "
       "address=\"192.0.2.31\" port port=\"50103\" protocol=\"udp\" accept'; firewall-cmd "
       "--permanent --zone=work --add-rich-rule='rule priority=\"-100\" family=\"ipv4\" source "
       "address=\"192.0.2.31\" port port=\"50103\" protocol=\"udp\" accept'"},
      {"firewalld, before its zones",
       tunnel_in,
       FirewallTool::firewalld,
       rule("inet", "firewalld", "filter_INPUT", "ct state invalid drop"),
       "none"},
      {"firewalld, a rich rule that comes first, too",
       tunnel_in,
       FirewallTool::firewalld,
       rule("inet", "firewalld", "filter_IN_work_pre", "drop"),
       "none"},
      {"iptables, another table",
       tunnel_in,
       FirewallTool::netfilter_persistent,
       rule("ip", "raw", "PREROUTING", "-p udp -m udp --dport 50103 -j DROP"),
       "iptables -w -t raw -I PREROUTING 1 -p udp -s 192.0.2.31 --dport 50103 -j ACCEPT; "
       "netfilter-persistent save"},
      {"iptables-legacy beside nft: its own command",
       tunnel_in,
       FirewallTool::nft,
       of_legacy(rule("ip", "filter", "mine", "-p udp -j DROP")),
       "iptables-legacy -w -I mine 1 -p udp -s 192.0.2.31 --dport 50103 -j ACCEPT"},
      {"so, a policy",
       tunnel_in,
       FirewallTool::nft,
       of_legacy(policy("ip", "filter", "INPUT")),
       "iptables-legacy -w -I INPUT 1 -p udp -s 192.0.2.31 --dport 50103 -j ACCEPT"},
      {"no handle, no place",
       tunnel_in,
       FirewallTool::nft,
       of_legacy(rule("inet", "fw", "input", "drop")),
       "none"},
      {"the other family's table",
       tunnel_in,
       FirewallTool::nft,
       rule("ip6", "fw", "input", "drop"),
       "none"}};
  for (const RuleRow& row : rows)
    EXPECT_EQ(commands(row.passage, row.tool, &row.rule), row.wanted) << row.name;
}

TEST(Passage, AnAgentsWordBecomesNoShellCommand) {
  const char* const evil[] = {"a;reboot", "$(x)", "a b", "-A", "", "a\nb", "a'b", "`x`", "7a", "ä"};
  for (const char* name : evil) {
    const FirewallRule chain = rule("inet", "fw", name, "drop");
    const FirewallRule table = rule("inet", name, "input", "drop");
    const FirewallRule family = rule(name, "fw", "input", "drop");
    const FirewallRule iptables = rule("ip", "filter", name, "-j DROP");
    for (const FirewallRule* one : {&chain, &table, &family, &iptables})
      EXPECT_EQ(commands(tunnel_in, FirewallTool::nft, one), "none") << name;
    const std::string zone = std::string("filter_IN_") + name;
    const FirewallRule zoned = rule("inet", "firewalld", zone.c_str(), "drop");
    EXPECT_EQ(commands(tunnel_in, FirewallTool::firewalld, &zoned), "none") << name;
  }
  FirewallRule longest = rule("inet", "fw", "", "drop");
  longest.chain.assign(evidence::rule_name_bytes_max, 'c');
  EXPECT_NE(commands(tunnel_in, FirewallTool::nft, &longest), "none");
  longest.chain += 'c';
  EXPECT_EQ(commands(tunnel_in, FirewallTool::nft, &longest), "none");
}

TEST(Passage, SaysHowItLastsOverAReboot) {
  const FirewallRule known = rule("inet", "fw", "input", "drop");
  const auto lasting = [&](FirewallTool tool) {
    return opening_of(tunnel_in, tool, &known)->lasting;
  };
  EXPECT_EQ(
      lasting(FirewallTool::nftables),
      "What is added to /etc/nftables.conf lasts over a reboot; nothing is added unless that file "
      "alone makes this chain, and names no interface of the host."
  );
  EXPECT_EQ(
      lasting(FirewallTool::nft),
      "For it to last over a reboot, put the same before that rule where that table is loaded from."
  );
  EXPECT_EQ(opening_of(tunnel_in, FirewallTool::ufw, nullptr)->lasting, "");
  EXPECT_NE(opening_of(tunnel_in, FirewallTool::iptables, nullptr)->lasting, "");
}

}  // namespace
}  // namespace oakprobe::telling
