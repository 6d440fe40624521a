#include "check_case.hpp"
#include "coordinator/diagnosis/blocking_rule.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <gtest/gtest.h>

namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
using evidence::RuleFinding;
using evidence::RuleSource;

RuleFinding found(Segment where, std::uint64_t handle, RuleSource source = RuleSource::read) {
  RuleFinding one;
  one.answers = where == return_target_firewall || where == return_source_firewall;
  one.leaves = where == source_firewall || where == return_target_firewall;
  one.rule = {"inet", "fw", "input", false, false, handle, "udp dport 50103 drop", "", "", source};
  return one;
}

Judgement dropped(SegmentSet where = {target_firewall}) {
  return verdict_of(Status::blocked, Cause::dropped, where);
}

TEST(BlockingRule, IsWhereItIsProvedThatPacketsEnd) {
  const std::vector<RuleFinding> rules{
      found(target_firewall, 7), found(source_firewall, 3), found(return_source_firewall, 9)};
  EXPECT_EQ(blocking_rule(rules, {target_firewall}), &rules[0]);
  EXPECT_EQ(blocking_rule(rules, {source_firewall}), &rules[1]);
  EXPECT_EQ(blocking_rule(rules, {return_source_firewall}), &rules[2]);
  EXPECT_EQ(blocking_rule(rules, {return_target_firewall}), nullptr);
  EXPECT_EQ(blocking_rule(rules, {network}), nullptr);
  EXPECT_EQ(blocking_rule(rules, {}), nullptr);
  EXPECT_EQ(blocking_rule(rules, {network, target_firewall}), nullptr) << "it may not come there";
}

TEST(BlockingRule, OfATraceIsOneWhereverElsePacketsMayEnd) {
  const std::vector<RuleFinding> rules{
      found(target_firewall, 7, RuleSource::traced),
      found(source_firewall, 3, RuleSource::counted)};
  EXPECT_EQ(blocking_rule(rules, {source_firewall, network, target_firewall}), &rules[0]);
  EXPECT_EQ(blocking_rule(rules, {source_firewall, network}), nullptr);
}

TEST(BlockingRule, IsNoneOfAPathThatWorksOrEndsOtherwise) {
  PathState path;
  path.rules.edit() = {found(target_firewall, 7)};
  EXPECT_EQ(blocking_rule(path), nullptr) << "not judged";
  for (const Cause cause : all_values<Cause>) {
    path.verdict = verdict_of(Status::blocked, cause, {target_firewall});
    const bool may = cause == Cause::dropped || cause == Cause::rejected ||
                     cause == Cause::return_lost || cause == Cause::loss;
    EXPECT_EQ(blocking_rule(path) != nullptr, may) << name_of(cause);
  }
  path.verdict = verdict_of(Status::open);
  EXPECT_EQ(blocking_rule(path), nullptr);
}

TEST(BlockingRule, IsOfTheHostWhereThePacketWas) {
  const PathId path{FlowId{0}, NodeId{1}, NodeId{2}};
  EXPECT_EQ(host_of(path, found(source_firewall, 1)), NodeId{1});
  EXPECT_EQ(host_of(path, found(target_firewall, 1)), NodeId{2});
  EXPECT_EQ(host_of(path, found(return_target_firewall, 1)), NodeId{2});
  EXPECT_EQ(host_of(path, found(return_source_firewall, 1)), NodeId{1});
  for (const Segment segment :
       {source_firewall, target_firewall, return_target_firewall, return_source_firewall})
    EXPECT_EQ(segment_of(found(segment, 1)), segment);
}

// w1 to w4, each to each over two ports, all open but for what a test says.
class RuleCauses : public ::testing::Test {
 protected:
  void add(
      FlowId flow,
      const char* source,
      const char* target,
      Judgement verdict,
      std::uint64_t handle = 0
  ) {
    auto path = one.path(flow, source, target, verdict);
    if (handle > 0) path->rules.edit() = {found(verdict.where.in_order().front(), handle)};
  }

  CheckCase one{"w1", "w2", "w3", "w4"};
  FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  FlowId other = one.flow("other", Protocol::tcp, 10'003);
};

TEST_F(RuleCauses, TellPathsOfOneRuleTogether) {
  add(tunnel, "w1", "w3", dropped(), 7);
  add(tunnel, "w2", "w3", verdict_of(Status::open));
  add(tunnel, "w4", "w3", verdict_of(Status::open));
  add(other, "w1", "w3", verdict_of(Status::open));
  add(other, "w2", "w3", dropped(), 7);
  add(other, "w4", "w3", verdict_of(Status::open));
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 1U);
  const CommonCause& cause = one.check.causes[0];
  EXPECT_EQ(cause.by, GroupBy::rule);
  EXPECT_EQ(cause.paths, 2U);
  EXPECT_EQ(cause.of, 0U) << "it says nothing of what works";
  EXPECT_EQ(cause.node, std::optional(NodeId{2}));
  EXPECT_EQ(cause.ruled, std::optional<std::size_t>(0));
  EXPECT_EQ(one.check.paths.cause_at(4), std::optional(0U));
}

TEST_F(RuleCauses, TellTwoRulesOfOneHostApart) {
  for (const char* source : {"w1", "w2", "w4"}) add(tunnel, source, "w3", dropped(), 7);
  for (const char* source : {"w1", "w2", "w4"}) add(other, source, "w3", dropped(), 8);
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 2U);
  EXPECT_EQ(one.check.causes[0].paths, 3U);
  EXPECT_EQ(one.check.causes[1].paths, 3U);
}

TEST_F(RuleCauses, TakeThePortsRuleForPathsThatNobodyLookedAt) {
  add(tunnel, "w1", "w3", dropped(), 7);
  add(tunnel, "w2", "w3", dropped());
  add(tunnel, "w4", "w3", dropped());
  add(other, "w1", "w3", dropped(), 8);
  add(other, "w2", "w3", dropped());
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 2U);
  EXPECT_EQ(one.check.causes[0].paths, 3U);
  EXPECT_EQ(one.check.causes[1].paths, 2U);
}

TEST_F(RuleCauses, TakeNoRuleOfTheOtherFamily) {
  add(tunnel, "w1", "w3", dropped(), 7);
  one.path(tunnel, "w2", "w3", dropped())->dial.edit().dialled =
      boost::asio::ip::make_address("2001:db8::33");
  add(tunnel, "w4", "w3", dropped());
  add(other, "w1", "w3", dropped(), 8);
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 1U);
  EXPECT_EQ(one.check.causes[0].paths, 4U);
  EXPECT_NE(one.check.causes[0].by, GroupBy::rule);
}

TEST_F(RuleCauses, StayWholeWhereItIsNotKnownWhatAllEndAt) {
  for (const char* source : {"w1", "w2", "w4"}) {
    add(tunnel, source, "w3", dropped(), source == std::string("w2") ? 8 : 7);
  }
  add(other, "w1", "w3", dropped());
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 1U);
  EXPECT_EQ(one.check.causes[0].paths, 4U);
  EXPECT_FALSE(one.check.causes[0].ruled) << "several";
}

TEST_F(RuleCauses, KeepTheirWordsWhereTheRuleChangesNothing) {
  for (const char* source : {"w1", "w2", "w4"}) add(tunnel, source, "w3", dropped(), 7);
  summarize(one.check);
  ASSERT_EQ(one.check.causes.size(), 1U);
  EXPECT_NE(one.check.causes[0].by, GroupBy::rule);
  EXPECT_EQ(one.check.causes[0].of, 3U);
  EXPECT_TRUE(one.check.causes[0].ruled);
}

TEST_F(RuleCauses, AreOfOneHost) {
  add(tunnel, "w1", "w3", dropped(), 7);
  add(tunnel, "w1", "w4", dropped(), 7);
  add(tunnel, "w2", "w3", verdict_of(Status::open));
  add(tunnel, "w2", "w4", verdict_of(Status::open));
  summarize(one.check);
  for (const CommonCause& cause : one.check.causes) EXPECT_NE(cause.by, GroupBy::rule);
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
