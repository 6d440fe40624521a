#include "passage_samples.hpp"

#include <gtest/gtest.h>

namespace oakprobe::telling {
namespace {

using namespace samples;

TEST(Passage, OfWhatDockerPublishesIsOpenedWhereItsPacketsPass) {
  const std::string translated =
      " -p tcp -s 192.0.2.31 -m conntrack --ctdir ORIGINAL --ctorigdstport 10100 -j ACCEPT";
  const std::string as_dialled = " -p tcp -s 192.0.2.31 --dport 10100 -j ACCEPT";
  const FirewallTool kept = FirewallTool::netfilter_persistent;
  const std::vector<RuleRow> rows{
      {"DOCKER-USER",
       published,
       kept,
       rule("ip", "filter", "DOCKER-USER", "-d 172.17.0.2/32 -j DROP"),
       "iptables -w -I DOCKER-USER 1" + translated + "; netfilter-persistent save"},
      {"the policy that Docker sets, beside ufw",
       published,
       FirewallTool::ufw,
       policy("ip", "filter", "FORWARD"),
       "iptables -w -I FORWARD 1" + translated},
      {"before it is translated",
       published,
       FirewallTool::iptables,
       rule("ip", "raw", "PREROUTING", "-j DROP"),
       "iptables -w -t raw -I PREROUTING 1" + as_dialled},
      {"what the proxy itself takes",
       published,
       FirewallTool::iptables,
       rule("ip", "filter", "INPUT", "-j DROP"),
       "iptables -w -I INPUT 1" + as_dialled},
      {"nft",
       published,
       FirewallTool::nft,
       rule("inet", "fw", "filter-forward", "drop"),
       "nft insert rule inet fw filter-forward position 7 ip saddr 192.0.2.31 meta l4proto tcp ct "
       "direction original ct original proto-dst 10100 accept"},
      {"ufw's rules for what is led on, which it writes anew",
       published,
       FirewallTool::ufw,
       rule("ip", "filter", "ufw-user-forward", "-j DROP"),
       "none"},
      {"behind the translation, perhaps",
       published,
       FirewallTool::nft,
       rule("inet", "fw", "prerouting", "drop"),
       "none"},
      {"firewalld's",
       published,
       FirewallTool::firewalld,
       rule("inet", "firewalld", "filter_FORWARD", "drop"),
       "none"},
      {"a bridge's", published, FirewallTool::nft, rule("bridge", "b", "forward", "drop"), "none"}};
  for (const RuleRow& row : rows)
    EXPECT_EQ(commands(row.passage, row.tool, &row.rule), row.wanted) << row.name;
  EXPECT_EQ(commands(published, FirewallTool::iptables, nullptr), "none");
}

}  // namespace
}  // namespace oakprobe::telling
