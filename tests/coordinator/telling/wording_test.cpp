#include "coordinator/diagnosis/icmp_kind.hpp"
#include "coordinator/telling/error_text.hpp"
#include "coordinator/telling/remedy.hpp"
#include "told_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

namespace oakprobe::diagnosis::test {
namespace {

TEST(Wording, ErrorsHaveTheirNames) {
  EXPECT_THAT(telling::errno_text(EPERM), testing::StartsWith("EPERM, "));
  EXPECT_EQ(telling::errno_text(9'999), "error 9999");
  EXPECT_EQ(describe(icmp(3, 13, "192.0.2.1")), "ICMP 3/13 (administratively prohibited)");
  EXPECT_EQ(describe(icmp(1, 4, "2001:db8::1")), "ICMPv6 1/4 (port unreachable)");
  EXPECT_EQ(describe(icmp(200, 7, "192.0.2.1")), "ICMP 200/7");
  EXPECT_EQ(kind_of(icmp(200, 7, "192.0.2.1")), IcmpKind::other);
}

TEST(Wording, ARemedyNamesAtMostThreeSteps) {
  SegmentSet all;
  for (const Segment segment : all_values<Segment>) all.insert(segment);
  const std::string text =
      telling::remedy_by_segment(all, {"w1", "w3", Protocol::tcp, 443, 10'100});
  EXPECT_THAT(text, testing::StartsWith("On w3 allow tcp 10100 in"));
  EXPECT_THAT(text, testing::HasSubstr("let tcp 443 from w1 to w3 through"));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("answers")));
  EXPECT_EQ(telling::remedy_by_segment({}, {}), "");
}

TEST(Wording, AForwardedPortIsAllowedWhereItIsBound) {
  PathCase one = PathCase::udp();
  one.flow().port = 50'200;
  one.listener->port.port = 50'103;
  EXPECT_THAT(told(one).message, testing::HasSubstr("udp 50200"));
  EXPECT_THAT(told(one).fix.text(), testing::HasSubstr("On w3 allow udp 50103 in"));
}

TEST(Wording, AgentsLastWordsAreQuotedShort) {
  PathCase one = PathCase::udp();
  one.agent_of_source(AgentState::unreachable);
  one.source.agent_error = "ssh: connect to host w1\nport 22: " + std::string(100'000, '!');
  const std::string message = told(one).message;
  EXPECT_THAT(message, testing::HasSubstr("ssh: connect to host w1 / port 22"));
  EXPECT_LT(message.size(), 700U);
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
