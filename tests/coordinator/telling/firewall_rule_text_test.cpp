#include "coordinator/telling/firewall_rule_text.hpp"

#include "../diagnosis/check_case.hpp"
#include "coordinator/telling/group_wording.hpp"
#include "coordinator/telling/tell.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::telling {
namespace {

using evidence::FirewallRule;
using evidence::RuleSource;
using test::CheckCase;
using test::silence_of;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

FirewallRule no_tunnels() {
  return {
      "inet",
      "fw",
      "input",
      false,
      false,
      7,
      "udp dport 50103 drop",
      "no tunnels",
      "",
      RuleSource::read};
}

TEST(FirewallRuleText, IsOneLineByTheNamesOfTheHostsTools) {
  struct Row {
    FirewallRule rule;
    const char* text;
  };
  const Row rows[] = {
      {no_tunnels(), "inet fw input handle 7: udp dport 50103 drop (comment \"no tunnels\")"},
      {{"ip",
        "filter",
        "ufw-user-input",
        false,
        false,
        31,
        "-p udp --dport 50103 -j DROP",
        "",
        "ufw deny 50103/udp",
        RuleSource::counted},
       "ip filter ufw-user-input handle 31: -p udp --dport 50103 -j DROP (ufw deny 50103/udp)"},
      {{"ip", "filter", "INPUT", true, false, 0, "", "", "", RuleSource::traced},
       "ip filter INPUT policy drop"},
      {{"ip", "filter", "INPUT", false, false, 0, "-p udp -j DROP", "", "", RuleSource::read},
       "ip filter INPUT: -p udp -j DROP"},
      {{"inet", "a\nb", "c\x1b[2J", false, false, 1, "", "", "", RuleSource::traced},
       "inet a / b c?[2J handle 1"},
  };
  for (const Row& row : rows) EXPECT_EQ(rule_text(row.rule), row.text);
}

class RuleSentences : public ::testing::Test {
 protected:
  void add(const char* source, Segment where, bool known = true) {
    auto path =
        one.path(tunnel, source, "w3", silence_of(Status::blocked, Cause::dropped, {where}));
    if (!known) return;
    const bool answers = where == Segment::return_target_firewall;
    path->rules.edit() = {{{}, answers, answers, no_tunnels()}};
  }

  CheckCase one{"w1", "w2", "w3"};
  FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
};

TEST_F(RuleSentences, EndThePathsMessage) {
  add("w1", Segment::target_firewall);
  EXPECT_THAT(
      tell(one.check, one.check.paths[0]).message,
      EndsWith(". On w3 it ends at inet fw input handle 7: udp dport 50103 drop (comment \"no "
               "tunnels\").")
  );
}

TEST_F(RuleSentences, TellOfAnswers) {
  add("w1", Segment::return_target_firewall);
  EXPECT_THAT(
      tell(one.check, one.check.paths[0]).message, HasSubstr(" On w3 its answers end at inet fw")
  );
}

TEST_F(RuleSentences, CountThePathsThatWereSeenToEndThere) {
  add("w1", Segment::target_firewall);
  add("w2", Segment::target_firewall);
  summarize(one.check);
  EXPECT_THAT(
      tell_causes(one.check).at(0).message, HasSubstr(". All of them end on w3 at inet fw input")
  );
  EXPECT_EQ(
      rule_of_cause(one.check, one.check.causes.at(0)),
      "w3: inet fw input handle 7: udp dport 50103 drop (comment \"no tunnels\")"
  );
}

TEST_F(RuleSentences, SayOfHowManyItIsKnown) {
  add("w1", Segment::target_firewall);
  add("w2", Segment::target_firewall, false);
  summarize(one.check);
  EXPECT_THAT(
      tell_causes(one.check).at(0).message, HasSubstr(". Seen to end: 1 on w3 at inet fw input")
  );
}

TEST_F(RuleSentences, AreNoneWhereNoneIsKnown) {
  add("w1", Segment::target_firewall, false);
  summarize(one.check);
  EXPECT_THAT(tell_causes(one.check).at(0).message, Not(HasSubstr("end")));
  EXPECT_EQ(rule_of_cause(one.check, one.check.causes.at(0)), "");
}

}  // namespace
}  // namespace oakprobe::telling
