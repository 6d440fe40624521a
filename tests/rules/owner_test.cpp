#include "rules/owner.hpp"

#include "rules/iptables_rule.hpp"

#include <gtest/gtest.h>

#include <string>

namespace oakprobe::rules {
namespace {

std::string owner(
    const char* table_name, const char* chain_name, const std::string& text, bool iptables = true
) {
  Table table;
  table.name = table_name;
  table.iptables = iptables;
  Chain chain;
  chain.name = chain_name;
  Rule rule = iptables_rule(iptables_words(text));
  rule.text = "-A " + chain.name + " " + rule.text;
  return owner_of(table, chain, &rule);
}

std::string ufw(const char* chain, const std::string& text) { return owner("filter", chain, text); }

TEST(Owner, KnowsUfwsCommands) {
  EXPECT_EQ(ufw("ufw-user-input", "-p udp -m udp --dport 50103 -j DROP"), "ufw deny 50103/udp");
  EXPECT_EQ(ufw("ufw6-user-input", "-p udp -m udp --dport 50103 -j DROP"), "ufw deny 50103/udp");
  EXPECT_EQ(ufw("ufw-user-input", "-p tcp -m tcp --dport 22 -j REJECT"), "ufw reject 22/tcp");
  EXPECT_EQ(
      ufw("ufw-user-input", "-p tcp -m multiport --dports 80,443 -j DROP"), "ufw deny 80,443/tcp"
  );
  EXPECT_EQ(ufw("ufw-user-input", "-s 10.0.0.0/24 -j DROP"), "ufw deny from 10.0.0.0/24 to any");
  EXPECT_EQ(
      ufw("ufw-user-output", "-d 10.0.0.1/32 -p udp -m udp --dport 53 -j DROP"),
      "ufw deny out from any to 10.0.0.1 port 53 proto udp"
  );
}

TEST(Owner, KnowsUfwsOwnParts) {
  EXPECT_EQ(ufw("ufw-user-limit", "-j REJECT"), "ufw limit");
  EXPECT_EQ(ufw("ufw-reject-input", "-j REJECT"), "ufw default reject incoming");
  EXPECT_EQ(ufw("ufw-skip-to-policy-input", "-j DROP"), "ufw default deny incoming");
  EXPECT_EQ(ufw("ufw-before-input", "-j DROP"), "ufw, before.rules");
  EXPECT_EQ(ufw("ufw-not-local", "-j DROP"), "ufw, before.rules");
  // Written by hand between ufw's own: no command says this.
  EXPECT_EQ(ufw("ufw-user-input", "-m mark --mark 0x1 -j DROP"), "ufw");
}

TEST(Owner, KnowsAPolicyOfUfws) {
  Table table;
  table.name = "filter";
  table.iptables = true;
  Chain chain;
  chain.name = "OUTPUT";
  EXPECT_EQ(owner_of(table, chain, nullptr), "iptables");
  chain.rules.push_back(iptables_rule(iptables_words("-j ufw-before-output")));
  EXPECT_EQ(owner_of(table, chain, nullptr), "ufw default deny outgoing");
}

TEST(Owner, KnowsZones) {
  const auto zone = [](const char* chain) { return owner("firewalld", chain, "-j DROP", false); };
  EXPECT_EQ(zone("filter_IN_public_deny"), "firewalld zone public, its own rules");
  EXPECT_EQ(zone("filter_IN_my_zone"), "firewalld zone my_zone");
  EXPECT_EQ(zone("filter_INPUT"), "firewalld");
  EXPECT_EQ(owner("filter", "IN_drop", "-j DROP"), "firewalld zone drop");
}

TEST(Owner, KnowsOthersByTheirChains) {
  EXPECT_EQ(owner("filter", "DOCKER-USER", "-j DROP"), "DOCKER-USER");
  EXPECT_EQ(owner("filter", "DOCKER-ISOLATION-STAGE-2", "-j DROP"), "Docker");
  EXPECT_EQ(owner("filter", "KUBE-FIREWALL", "-j DROP"), "Kubernetes KUBE-FIREWALL");
  EXPECT_EQ(owner("kube-proxy", "reject-chain", "-j REJECT", false), "kube-proxy");
  EXPECT_EQ(owner("filter", "f2b-nginx", "-s 10.0.0.1 -j REJECT"), "fail2ban jail nginx");
  EXPECT_EQ(owner("filter", "INPUT", "-j DROP"), "iptables");
  EXPECT_EQ(owner("filter", "input", "-j DROP", false), "");
}

}  // namespace
}  // namespace oakprobe::rules
