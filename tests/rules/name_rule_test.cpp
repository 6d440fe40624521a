#include "rules/name_rule.hpp"

#include <gtest/gtest.h>

#include <string>

namespace oakprobe::rules {
namespace {

using evidence::Admission;
using evidence::RuleSource;

Packet probe() {
  Packet packet;
  packet.source = parse_ip_address("10.0.0.1").value();
  packet.destination = parse_ip_address("10.0.0.2").value();
  packet.source_port = 40'000;
  packet.destination_port = 50'103;
  return packet;
}

// Two rules of which a reading knows neither, and one of which it is sure.
Ruleset counted(int marked, int owned, int last) {
  HostTexts texts;
  const auto counter = [](int packets) { return "[" + std::to_string(packets) + ":0] -A INPUT "; };
  texts.iptables_legacy = "*filter\n:INPUT ACCEPT [0:0]\n" + counter(marked) +
                          "-m mark --mark 0x1 -j DROP\n" + counter(owned) +
                          "-m length --length 33 -j DROP\n" + counter(last) +
                          "-p udp -m udp --dport 50103 -j REJECT\nCOMMIT\n";
  return *read_ruleset(texts);
}

std::string named(const Ruleset& after, std::uint32_t sent, std::uint64_t others = 0) {
  const auto rule = rule_that_ends(probe(), counted(100, 100, 100), after, sent, others);
  if (!rule) return "not certain";
  EXPECT_EQ(rule->source, RuleSource::counted);
  return rule->text.substr(rule->text.find(" INPUT ") + 7);
}

TEST(RuleThatEnds, IsTheOneWhoseCounterRose) {
  EXPECT_EQ(named(counted(100, 140, 100), 40), "-m length --length 33 -j DROP");
  EXPECT_EQ(named(counted(140, 100, 100), 40), "-m mark --mark 0x1 -j DROP");
  EXPECT_EQ(named(counted(100, 100, 140), 40), "-p udp -m udp --dport 50103 -j REJECT");
}

TEST(RuleThatEnds, IsNotCertainWhereSeveralCounted) {
  EXPECT_EQ(named(counted(140, 140, 100), 40), "not certain");
  EXPECT_EQ(named(counted(120, 119, 100), 40), "not certain");
}

TEST(RuleThatEnds, AllowsForLossAndOtherPackets) {
  EXPECT_EQ(named(counted(100, 120, 100), 40), "-m length --length 33 -j DROP");
  EXPECT_EQ(named(counted(100, 119, 100), 40), "not certain");
  // 4 * (40 + 1) at most: a busy rule proves nothing.
  EXPECT_EQ(named(counted(100, 264, 100), 40), "-m length --length 33 -j DROP");
  EXPECT_EQ(named(counted(100, 265, 100), 40), "not certain");
  // One counts all that was sent, another one less than half of that.
  EXPECT_EQ(named(counted(119, 140, 100), 40), "-m length --length 33 -j DROP");
  EXPECT_EQ(named(counted(119, 139, 100), 40), "not certain");
}

TEST(RuleThatEnds, MayEndThePacketsOfOtherPathsToo) {
  EXPECT_EQ(named(counted(100, 500, 100), 40), "not certain");
  EXPECT_EQ(named(counted(100, 500, 100), 40, 360), "-m length --length 33 -j DROP");
  EXPECT_EQ(named(counted(100, 140, 100), 40, 360), "-m length --length 33 -j DROP") << "none did";
  EXPECT_EQ(named(counted(140, 460, 100), 40, 360), "not certain") << "it ends the others'";
  EXPECT_EQ(named(counted(119, 460, 100), 40, 0), "not certain");
  EXPECT_EQ(named(counted(108, 460, 100), 40, 360), "not certain")
      << "ours, of which most were lost";
  EXPECT_EQ(named(counted(108, 500, 100), 40, 360), "-m length --length 33 -j DROP");
}

TEST(RuleThatEnds, IsNotCertainWithoutCounters) {
  EXPECT_EQ(named(counted(100, 140, 100), 0), "not certain");
  EXPECT_EQ(named(counted(100, 100, 100), 40), "not certain");
  EXPECT_EQ(named(counted(0, 0, 0), 40), "not certain");  // somebody set them to zero
}

TEST(RuleThatEnds, IsOneThatWasThereAllTheTime) {
  HostTexts texts;
  texts.iptables_legacy = "*filter\n:INPUT ACCEPT [0:0]\n[40:0] -A INPUT -p udp -j DROP\nCOMMIT\n";
  const auto other = *read_ruleset(texts);
  EXPECT_FALSE(rule_that_ends(probe(), counted(0, 0, 0), other, 40));
  EXPECT_TRUE(rule_that_ends(probe(), other, other, 0));
}

TEST(RuleThatEnds, IsNotNamedWhereItsCounterStoodStill) {
  HostTexts texts;
  texts.iptables_legacy = "*filter\n:INPUT ACCEPT [0:0]\n[40:0] -A INPUT -p udp -j DROP\nCOMMIT\n";
  const auto rules = *read_ruleset(texts);
  EXPECT_FALSE(rule_that_ends(probe(), rules, rules, 40));
}

TEST(RuleThatEnds, MayBeThatOfInvalidAnswers) {
  const auto rules = [](const char* packets) {
    HostTexts texts;
    texts.iptables_legacy = std::string("*filter\n:INPUT DROP [0:0]\n[") + packets +
                            ":0] -A INPUT -m conntrack --ctstate INVALID -j DROP\n"
                            "[7:0] -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT\nCOMMIT\n";
    return *read_ruleset(texts);
  };
  Packet answer = probe();
  answer.protocol = Protocol::tcp;
  answer.answers = true;
  const auto rule = rule_that_ends(answer, rules("1"), rules("4"), 3);
  ASSERT_TRUE(rule);
  EXPECT_EQ(rule->text, "-A INPUT -m conntrack --ctstate INVALID -j DROP");
  // A first packet is new, not invalid: it ends at the policy, which counted nothing.
  Packet first = probe();
  EXPECT_FALSE(rule_that_ends(first, rules("1"), rules("1"), 3));
  EXPECT_EQ(admission(first, rules("1")), Admission::dropped);
}

TEST(ReadRuleset, RefusesWhatIsNoRuleset) {
  for (const auto* text : {"{", "[1, 2", "{\"nftables\": [1}", "{\"nftables\": [{\"rule\": 1}]}"}) {
    HostTexts texts;
    texts.nft = text;
    EXPECT_FALSE(read_ruleset(texts)) << text;
  }
  EXPECT_TRUE(read_ruleset({}));
}

TEST(ReadRuleset, RefusesDepth) {
  const auto nested = [](std::size_t depth) {
    HostTexts texts;
    texts.nft =
        "{\"nftables\": [{\"x\": " + std::string(depth, '[') + std::string(depth, ']') + "}]}";
    return read_ruleset(texts).has_value();
  };
  EXPECT_TRUE(nested(61));
  EXPECT_FALSE(nested(62));
}

}  // namespace
}  // namespace oakprobe::rules
