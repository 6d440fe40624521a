#include "path_case.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace oakprobe::diagnosis::test {
namespace {

TEST(Judgement, EveryNameOfTheReportIsTheContracts) {
  EXPECT_EQ(name_of(Status::degraded), "degraded");
  EXPECT_EQ(name_of(Cause::conflicting_evidence), "conflicting-evidence");
  EXPECT_EQ(name_of(Cause::port_used_as_source), "port-used-as-source");
  EXPECT_EQ(name_of(Cause::wrong_service), "wrong-service");
  EXPECT_EQ(name_of(Caveat::sequence_rewritten), "sequence-rewritten");
  EXPECT_EQ(name_of(Segment::return_source_firewall), "return-source-firewall");
  EXPECT_EQ(name_of(AgentState::none), "none");
}

// Other names, addresses and ports, and another router: the same case.
TEST(Judgement, IsEqualForEqualCases) {
  PathCase one = PathCase::udp();
  one.fail_all(failure(evidence::DialStage::reply, EHOSTUNREACH, icmp(3, 13, "198.51.100.1")));
  PathCase other = PathCase::udp();
  other.fail_all(failure(evidence::DialStage::reply, EHOSTUNREACH, icmp(3, 13, "198.51.100.9")));
  other.source_node().name = "north";
  other.target_node().name = "south";
  other.flow().port = 50'200;
  EXPECT_EQ(one.judged(), other.judged());
  EXPECT_EQ(one.judged().attempts.icmp_code, 13);
  other.dial->failures.front().icmp->code = 10;
  EXPECT_FALSE(one.judged() == other.judged());
}

TEST(Judgement, SaysWhichRuleDecidedAndByWhat) {
  const Judgement silent = PathCase::udp().judged();
  EXPECT_EQ(silent.rule, Rule::failed_attempts);
  EXPECT_EQ(silent.attempts.clue, Clue::silence);
  EXPECT_EQ(silent.attempts.count, 3);
  EXPECT_EQ(silent.attempts.agreeing, 3);
  EXPECT_FALSE(silent.attempts.icmp_type);
  EXPECT_EQ(PathCase::udp().delivered({0, 1, 2}).answered({0, 1, 2}).judged().rule, Rule::opened);
  EXPECT_EQ(PathCase::udp().closed().judged().rule, Rule::closed);
  EXPECT_EQ(PathCase::udp().closed().delivered({1}).judged().rule, Rule::exposed);
  EXPECT_EQ(
      PathCase::udp().agent_of_source(AgentState::unreachable).judged().rule,
      Rule::source_without_agent
  );
}

// Of three attempts one spoke: it stands for all of them.
TEST(Judgement, NamesTheAttemptThatSpoke) {
  PathCase one = PathCase::udp();
  evidence::DialFailure spoken =
      failure(evidence::DialStage::reply, EHOSTUNREACH, icmp(3, 13, "198.51.100.1"));
  spoken.attempt = 2;
  const FailedAttempts attempts = one.fail(spoken).judged().attempts;
  EXPECT_EQ(attempts.spoke, 2);
  EXPECT_EQ(attempts.agreeing, 1);
  EXPECT_TRUE(attempts.others_silent);
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
