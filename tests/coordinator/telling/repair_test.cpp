#include "coordinator/telling/repair.hpp"

#include "../diagnosis/check_case.hpp"
#include "coordinator/telling/group_wording.hpp"
#include "told_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::diagnosis::test {
namespace {

using evidence::FirewallTool;
using evidence::Sight;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// w1's probes come to w3, and its packet filter keeps them out.
PathCase kept_out(std::optional<FirewallTool> tool, PathCase one = PathCase::udp()) {
  one.tapped().saw({Sight::left, Sight::reached, Sight::past_ingress});
  one.target.facts.firewall_tool = tool;
  return one;
}

std::vector<std::string> commands(const PathCase& one) {
  const telling::Told what = told(one);
  return what.repair ? what.repair->opening.commands : std::vector<std::string>{};
}

TEST(Repair, OpensThePathInTheToolThatTheHostHas) {
  const PathCase one = kept_out(FirewallTool::ufw);
  const telling::Told what = told(one);
  EXPECT_EQ(
      what.fix.text(),
      "On w3 let udp 50103 from 192.0.2.31 in: ufw prepend allow proto udp from 192.0.2.31 to any "
      "port 50103."
  );
  EXPECT_THAT(
      commands(one), ElementsAre("ufw prepend allow proto udp from 192.0.2.31 to any port 50103")
  );
  EXPECT_EQ(what.fix.parts()[1].command, true);
}

TEST(Repair, IsNoneWhereTheToolIsNotKnown) {
  EXPECT_THAT(commands(kept_out(std::nullopt)), IsEmpty());
  EXPECT_THAT(told(kept_out(std::nullopt)).fix.text(), HasSubstr("ufw allow 50103/udp"));
  EXPECT_EQ(
      told(kept_out(FirewallTool::nft)).fix.text(),
      "On w3 allow udp 50103 in (sudo nft list ruleset shows the rule that stops it)."
  );
}

TEST(Repair, IsNoneWhereTheFirewallIsOneOfSeveralThatMayStopIt) {
  PathCase one = PathCase::udp();
  one.target.facts.firewall_tool = FirewallTool::ufw;
  EXPECT_THAT(commands(one), IsEmpty());
}

TEST(Repair, IsNoneWhereAProxyHoldsAContainersPort) {
  PathCase one = kept_out(FirewallTool::ufw);
  ASSERT_TRUE(one.listener);
  one.listener->process = "docker-proxy";
  EXPECT_THAT(commands(one), IsEmpty()) << "its packets pass by FORWARD";
}

TEST(Repair, OpensThePortThatTheHostSees) {
  PathCase one = kept_out(FirewallTool::ufw);
  one.flow().port = 50'200;
  EXPECT_THAT(commands(one), ElementsAre(HasSubstr("to any port 50103")));
}

TEST(Repair, IsForTheAddressThatTheTargetSaw) {
  PathCase one = kept_out(FirewallTool::ufw, PathCase::tcp());
  one.seen_source = ip("198.51.100.9");
  EXPECT_THAT(commands(one), ElementsAre(HasSubstr("from 198.51.100.9 to")));
}

TEST(Repair, IsNoneForAnAddressThatTheSourceAloneTells) {
  PathCase one = kept_out(FirewallTool::ufw);
  one.source_node().address = "auto";
  one.source.facts.outbound_address = ip("192.0.2.31");
  EXPECT_THAT(commands(one), IsEmpty());
  one.source_node().address = "192.0.2.77";
  EXPECT_THAT(commands(one), IsEmpty()) << "the source says that it has another one";
}

TEST(Repair, IsNoneWhereARouterMayTranslateTheSource) {
  PathCase one = kept_out(FirewallTool::ufw);
  one.source_node().address = "10.9.0.4";
  one.source.facts.addresses = {ip("10.9.0.4")};
  EXPECT_THAT(commands(one), IsEmpty());
}

TEST(Repair, OfTheWayOutIsTheSourcesOwn) {
  PathCase one = PathCase::udp();
  one.tapped();
  one.source.facts.firewall_tool = FirewallTool::iptables;
  EXPECT_THAT(
      commands(one),
      ElementsAre("iptables -w -I OUTPUT 1 -p udp -d 192.0.2.33 --dport 50103 -j ACCEPT")
  );
  EXPECT_THAT(told(one).fix.text(), StartsWith("On w1 let udp 50103 to 192.0.2.33 out: "));
  one.dial->by_dialler = true;
  EXPECT_THAT(commands(one), IsEmpty()) << "a container's packets pass by FORWARD";
}

TEST(Repair, OfAnswersIsAtTheEndThatKeepsThem) {
  PathCase one = PathCase::udp();
  one.tapped().delivered({0, 1, 2});
  one.saw({Sight::left, Sight::reached, Sight::past_ingress, Sight::admitted});
  one.target.facts.firewall_tool = FirewallTool::iptables;
  EXPECT_THAT(
      told(one).fix.text(),
      StartsWith("On w3 let answers from udp 50103 to 192.0.2.31 out: iptables -w -I OUTPUT 1 ")
  );
}

TEST(Repair, OfFewPeersHasTheCommandsOfEach) {
  CheckCase one{"w1", "w2", "w3", "w4", "w5", "w6"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  const auto dropped = silence_of(Status::blocked, Cause::dropped, {Segment::target_firewall});
  one.node("w6").observation.facts.firewall_tool = FirewallTool::netfilter_persistent;
  for (const char* name : {"w1", "w2", "w3", "w4", "w5", "w6"}) {
    FinishedNode& node = one.node(name);
    node.observation.facts.boot_id = name;
    node.observation.facts.addresses = {*node.address.ip()};
  }
  const auto causes_of = [&](std::initializer_list<const char*> sources) {
    CheckCase another = one;
    for (const char* source : sources) another.path(tunnel, source, "w6", dropped);
    summarize(another.check);
    return telling::tell_causes(another.check);
  };
  const auto four = causes_of({"w1", "w2", "w3", "w4"});
  ASSERT_EQ(four.size(), 1U);
  ASSERT_TRUE(four[0].repair);
  EXPECT_EQ(four[0].repair->opening.commands.size(), 4U);
  EXPECT_THAT(four[0].fix.text(), StartsWith("On w6 let them pass: iptables -w -I INPUT 1 -p udp"));
  EXPECT_THAT(four[0].fix.text(), HasSubstr("; netfilter-persistent save."));
  const auto five = causes_of({"w1", "w2", "w3", "w4", "w5"});
  ASSERT_EQ(five.size(), 1U);
  EXPECT_FALSE(five[0].repair);
  EXPECT_THAT(five[0].fix.text(), HasSubstr("oakprobe firewall writes all the rules"));
}

TEST(Repair, StandsBeforeTheRuleThatThePathEndsAt) {
  CheckCase one{"w1", "w2"};
  for (const char* name : {"w1", "w2"}) {
    FinishedNode& node = one.node(name);
    node.observation.facts.boot_id = name;
    node.observation.facts.addresses = {*node.address.ip()};
    node.observation.facts.firewall_tool = FirewallTool::nft;
  }
  evidence::RuleFinding found;
  found.rule.family = "inet";
  found.rule.table = "fw";
  found.rule.chain = "input";
  found.rule.handle = 7;
  found.rule.text = "udp dport 50103 drop";
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  one.path(
         tunnel, "w1", "w2", silence_of(Status::blocked, Cause::dropped, {Segment::target_firewall})
  )
      ->rules.edit() = {found};
  summarize(one.check);
  const auto told = telling::tell(one.check, one.check.paths[0]);
  ASSERT_TRUE(told.repair);
  EXPECT_THAT(
      told.repair->opening.commands,
      ElementsAre("nft insert rule inet fw input position 7 ip saddr 192.0.2.31 udp dport 50103 "
                  "accept")
  );
}

TEST(Repair, OfTwoHostsIsNotOne) {
  telling::Repair one{NodeId{1}, "w1", "let a in", {{"a"}, "save", "Last."}};
  EXPECT_FALSE(telling::widen(one, {NodeId{2}, "w2", "let a in", {{"a"}, "", ""}}));
  EXPECT_TRUE(telling::widen(one, {NodeId{1}, "w1", "let b in", {{"b"}, "", "Last."}}));
  EXPECT_EQ(one, (telling::Repair{NodeId{1}, "w1", "", {{"a", "b"}, "save", "Last."}}));
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
