#include "coordinator/diagnosis/error_text.hpp"
#include "coordinator/diagnosis/icmp_kind.hpp"
#include "coordinator/diagnosis/remedy.hpp"
#include "path_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

namespace oakprobe::diagnosis::test {
namespace {

TEST(Wording, EveryNameOfTheReportIsTheContracts) {
  EXPECT_EQ(to_string(Status::degraded), "degraded");
  EXPECT_EQ(to_string(Cause::conflicting_evidence), "conflicting-evidence");
  EXPECT_EQ(to_string(Cause::port_used_as_source), "port-used-as-source");
  EXPECT_EQ(to_string(Cause::wrong_service), "wrong-service");
  EXPECT_EQ(to_string(Caveat::sequence_rewritten), "sequence-rewritten");
  EXPECT_EQ(to_string(Segment::return_source_firewall), "return-source-firewall");
  EXPECT_EQ(to_string(AgentState::none), "none");
}

TEST(Wording, ErrorsHaveTheirNames) {
  EXPECT_THAT(errno_text(EPERM), testing::StartsWith("EPERM, "));
  EXPECT_EQ(errno_text(9'999), "error 9999");
  EXPECT_EQ(describe(icmp(3, 13, "192.0.2.1")), "ICMP 3/13 (administratively prohibited)");
  EXPECT_EQ(describe(icmp(1, 4, "2001:db8::1")), "ICMPv6 1/4 (port unreachable)");
  EXPECT_EQ(describe(icmp(200, 7, "192.0.2.1")), "ICMP 200/7");
  EXPECT_EQ(kind_of(icmp(200, 7, "192.0.2.1")), IcmpKind::other);
}

TEST(Wording, ARemedyNamesAtMostThreeSteps) {
  SegmentSet all;
  for (const Segment segment : all_segments) all.insert(segment);
  const std::string text = remedy_by_segment(all, {"w1", "w3", Protocol::tcp, 443, 10'100});
  EXPECT_THAT(text, testing::StartsWith("On w3 allow tcp 10100 in"));
  EXPECT_THAT(text, testing::HasSubstr("let tcp 443 from w1 to w3 through"));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("answers")));
  EXPECT_EQ(remedy_by_segment({}, {}), "");
}

TEST(Wording, AForwardedPortIsAllowedWhereItIsBound) {
  PathCase one = PathCase::udp();
  one.flow().port = 50'200;
  one.listener->port.port = 50'103;
  EXPECT_THAT(one.judged().message, testing::HasSubstr("udp 50200"));
  EXPECT_THAT(one.judged().fix, testing::HasSubstr("On w3 allow udp 50103 in"));
}

TEST(Wording, AgentsLastWordsAreQuotedShort) {
  PathCase one = PathCase::udp();
  one.agent_of_source(AgentState::unreachable);
  one.source.agent_error = "ssh: connect to host w1\nport 22: " + std::string(100'000, '!');
  const std::string message = one.judged().message;
  EXPECT_THAT(message, testing::HasSubstr("ssh: connect to host w1 / port 22"));
  EXPECT_LT(message.size(), 700U);
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
