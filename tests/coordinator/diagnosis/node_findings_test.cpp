#include "finding_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::diagnosis {
namespace {

using test::FindingCase;
using test::none;
using testing::ElementsAreArray;
using Lines = std::vector<std::string>;

TEST(NodeFindings, TellWhoCanHaveSentWhatNobodyPlanned) {
  FindingCase one;
  const NodeId w1 = one.check.inventory.find_node("w1").value();
  one.node("w2").observation.unplanned = {{w1, 3}};
  find_findings(one.check);
  EXPECT_THAT(one.told("w2"), testing::ElementsAre("unplanned-probes warning"));
  const FindingFacts& facts = one.node("w2").findings[0].facts;
  EXPECT_EQ(facts.count, 3U);
  EXPECT_EQ(facts.endpoints, (std::vector<FoundEndpoint>{{w1, "", 0}}));
  EXPECT_THAT(one.spoiled(), testing::IsEmpty());
}

TEST(NodeFindings, TellFromWhereAnswersCameInstead) {
  FindingCase one;
  one.path("worker-tunnel", "w1", "w2")->dial.emplace().answered_from =
      evidence::AnswerSource{*parse_ip_address("203.0.113.9"), 4'711};
  find_findings(one.check);
  EXPECT_THAT(one.told("w1"), testing::ElementsAre("answered-from-elsewhere warning"));
}

TEST(NodeFindings, TellOfAServiceThatTakesConnectionsAndStaysSilent) {
  struct Case {
    const char* name;
    evidence::AnswerKind said;
    Status status;
    bool told;
  };
  const Case cases[] = {
      {"silent, and seen at its node", evidence::AnswerKind::silent, Status::open, true},
      {"closes at once", evidence::AnswerKind::closed, Status::open, true},
      {"answers", evidence::AnswerKind::itself, Status::open, false},
      {"something on the way may have taken it",
       evidence::AnswerKind::silent,
       Status::unknown,
       false},
  };
  for (const Case& row : cases) {
    SCOPED_TRACE(row.name);
    FindingCase one;
    for (const char* source : {"w1", "w2"}) {
      auto path = one.path("worker-mqtt", source, "edge-a");
      path->verdict.edit().status = row.status;
      path->dial.emplace().service.emplace().kind = row.said;
    }
    find_findings(one.check);
    const Lines wanted{"service-silent warning"};
    EXPECT_THAT(one.told("edge-a"), ElementsAreArray(row.told ? wanted : none)) << "once a port";
    EXPECT_THAT(one.spoiled(), testing::IsEmpty());
    // What answers another one is not silent: its question was kept on the way.
    one.path("worker-mqtt", "w3", "edge-a")->dial.emplace().service.emplace().kind =
        evidence::AnswerKind::itself;
    for (auto& node : one.check.nodes) node.findings.clear();
    find_findings(one.check);
    EXPECT_THAT(one.told("edge-a"), ElementsAreArray(none));
  }
}

TEST(NodeFindings, TellOfAFirewallThatFiltersItsLoopback) {
  FindingCase one;
  one.node("w2").observation.taps.loopback_filtered = true;
  find_findings(one.check);
  EXPECT_THAT(one.told("w2"), testing::ElementsAre("loopback-filtered warning"));
  EXPECT_THAT(one.spoiled(), testing::IsEmpty());
}

TEST(NodeFindings, TellOfTapsThatFailedAsInstruments) {
  FindingCase one;
  one.node("w1").observation.taps = {evidence::TapState::trusted, evidence::TapState::absent};
  one.node("w2").observation.taps = {evidence::TapState::blind, evidence::TapState::overflowed};
  find_findings(one.check);
  EXPECT_THAT(one.told("w1"), testing::IsEmpty()) << "no privilege is no failure";
  EXPECT_THAT(one.told("w2"), testing::ElementsAre("tap-blind warning", "tap-overflowed warning"));
  EXPECT_THAT(one.spoiled(), testing::IsEmpty());
}

TEST(NodeFindings, TellWhoseTableSlowedTheCheckDown) {
  FindingCase one;
  const NodeId w2 = one.check.inventory.find_node("w2").value();
  one.check.lowered_pace = {LoweredPace{w2, FullTable::neighbours, 3'000, 812, 81}};
  find_findings(one.check);
  EXPECT_THAT(one.told("w2"), testing::ElementsAre("pace-lowered info"));
  EXPECT_THAT(one.spoiled(), testing::IsEmpty());
}

TEST(NodeFindings, TellOfProgramsThatHideFromTaps) {
  FindingCase one;
  one.node("w2").observation.facts.xdp_interfaces = {"eth0", "eth1"};
  find_findings(one.check);
  EXPECT_THAT(one.told("w2"), testing::ElementsAre("xdp-attached info"));
  EXPECT_THAT(one.spoiled(), testing::IsEmpty());
}

}  // namespace
}  // namespace oakprobe::diagnosis
