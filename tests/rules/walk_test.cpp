#include "rules/walk.hpp"

#include "rules/name_rule.hpp"

#include <gtest/gtest.h>

#include <string>

namespace oakprobe::rules {
namespace {

using evidence::Admission;

// An iptables-save of the filter table.
std::string filter(const std::string& input_policy, const std::string& rules) {
  return "*filter\n:INPUT " + input_policy +
         " [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:one - [0:0]\n:two - [0:0]\n" +
         rules + "COMMIT\n";
}

Ruleset legacy(const std::string& text) {
  HostTexts texts;
  texts.iptables_legacy = text;
  return *read_ruleset(texts);
}

Packet probe() {
  Packet packet;
  packet.source = parse_ip_address("10.0.0.1").value();
  packet.destination = parse_ip_address("10.0.0.2").value();
  packet.source_port = 40'000;
  packet.destination_port = 50'103;
  return packet;
}

Admission admitted(const std::string& policy, const std::string& rules, Packet packet = probe()) {
  return admission(packet, legacy(filter(policy, rules)));
}

TEST(Walk, AcceptsWhatNoRuleEnds) {
  EXPECT_EQ(admission(probe(), Ruleset{}), Admission::accepted);
  EXPECT_EQ(admitted("ACCEPT", ""), Admission::accepted);
  EXPECT_EQ(admitted("DROP", "[0:0] -A INPUT -p udp -j ACCEPT\n"), Admission::accepted);
}

TEST(Walk, DropsByRuleAndPolicy) {
  EXPECT_EQ(admitted("DROP", ""), Admission::dropped);
  EXPECT_EQ(admitted("DROP", "[0:0] -A INPUT -p tcp -j ACCEPT\n"), Admission::dropped);
  EXPECT_EQ(admitted("ACCEPT", "[0:0] -A INPUT -s 10.0.0.0/8 -j DROP\n"), Admission::dropped);
}

TEST(Walk, IsNotCertainOfWhatItDoesNotKnow) {
  EXPECT_EQ(
      admitted("ACCEPT", "[0:0] -A INPUT -m mark --mark 0x1 -j DROP\n"), Admission::not_certain
  );
  EXPECT_EQ(
      admitted("DROP", "[0:0] -A INPUT -m owner --uid-owner 0 -j ACCEPT\n"), Admission::not_certain
  );
  // Whatever the mark is, both ways end.
  EXPECT_EQ(admitted("DROP", "[0:0] -A INPUT -m mark --mark 0x1 -j DROP\n"), Admission::dropped);
  EXPECT_EQ(admitted("ACCEPT", "[0:0] -A INPUT -j SOMETHING\n"), Admission::not_certain);
}

TEST(Walk, ReturnsFromChainsAndGoesToThem) {
  const std::string one = "[0:0] -A one -p udp -j RETURN\n[0:0] -A one -j DROP\n";
  EXPECT_EQ(admitted("ACCEPT", "[0:0] -A INPUT -j one\n" + one), Admission::accepted);
  EXPECT_EQ(
      admitted("ACCEPT", "[0:0] -A INPUT -j one\n[0:0] -A INPUT -j DROP\n" + one),
      Admission::dropped
  );
  EXPECT_EQ(
      admitted("ACCEPT", "[0:0] -A INPUT -g one\n[0:0] -A INPUT -j DROP\n" + one),
      Admission::accepted
  );
  // Out of a chain that was gone to it returns to who jumped.
  EXPECT_EQ(
      admitted(
          "ACCEPT",
          "[0:0] -A INPUT -j two\n[0:0] -A INPUT -j DROP\n[0:0] -A two -g one\n"
          "[0:0] -A two -j ACCEPT\n" +
              one
      ),
      Admission::dropped
  );
}

TEST(Walk, EndsInChainsThatJumpToEachOther) {
  EXPECT_EQ(
      admitted(
          "ACCEPT",
          "[0:0] -A INPUT -j one\n[0:0] -A one -j two\n[0:0] -A one -j two\n[0:0] -A two -j one\n"
          "[0:0] -A two -j one\n"
      ),
      Admission::not_certain
  );
}

TEST(Walk, KnowsAnInterfaceThatIsTold) {
  const std::string rules = "[0:0] -A INPUT ! -i eth1 -j ACCEPT\n";
  EXPECT_EQ(admitted("DROP", rules), Admission::not_certain);
  Packet packet = probe();
  packet.interface = "eth1";
  EXPECT_EQ(admitted("DROP", rules, packet), Admission::dropped);
  packet.interface = "eth10";
  EXPECT_EQ(admitted("DROP", rules, packet), Admission::accepted);
  EXPECT_EQ(admitted("DROP", "[0:0] -A INPUT -i eth1+ -j ACCEPT\n", packet), Admission::accepted);
  EXPECT_EQ(admitted("DROP", "[0:0] -A INPUT -i lo -j ACCEPT\n"), Admission::dropped);
  Packet to_itself = probe();
  to_itself.source = to_itself.destination;
  EXPECT_EQ(admitted("DROP", "[0:0] -A INPUT -i lo -j ACCEPT\n", to_itself), Admission::accepted);
}

TEST(Walk, IsNotCertainWhoSendsWhatNobodySaw) {
  Packet packet = probe();
  packet.source = std::nullopt;
  for (const std::string block : {"10.1.0.0/16", "9.0.0.0/8"})
    EXPECT_EQ(
        admitted("DROP", "[0:0] -A INPUT -s " + block + " -j ACCEPT\n", packet),
        Admission::not_certain
    );
}

TEST(Walk, IsNotCertainOfWhatIsTranslated) {
  const std::string nat =
      "*nat\n:PREROUTING ACCEPT [0:0]\n"
      "[0:0] -A PREROUTING -p udp -m udp --dport 50103 -j DNAT "
      "--to-destination 10.1.1.1:53\nCOMMIT\n";
  const std::string rules = "[0:0] -A FORWARD -j DROP\n";
  EXPECT_EQ(admission(probe(), legacy(filter("ACCEPT", rules))), Admission::accepted);
  EXPECT_EQ(admission(probe(), legacy(nat + filter("ACCEPT", rules))), Admission::not_certain);
  Packet other = probe();
  other.destination_port = 50'104;
  EXPECT_EQ(admission(other, legacy(nat + filter("ACCEPT", rules))), Admission::accepted);
}

TEST(Walk, MeetsEachEndingOnce) {
  const Ruleset rules = legacy(filter(
      "ACCEPT",
      "[0:0] -A INPUT -m mark --mark 1 -j one\n[0:0] -A INPUT -j one\n[0:0] -A one -j DROP\n"
  ));
  const WalkResult result = walk(probe(), rules);
  ASSERT_EQ(result.endings.size(), 1U);
  EXPECT_FALSE(result.may_pass);
}

}  // namespace
}  // namespace oakprobe::rules
