#include "check_case.hpp"
#include "finding_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::diagnosis {
namespace {

using test::FindingCase;
using test::into_w2;
using test::none;
using test::verdict_of;
using testing::ElementsAreArray;
using Lines = std::vector<std::string>;

TEST(OverlayFindings, ExpectNoTunnelWhereTheOverlayIsOff) {
  FindingCase one;
  one.facts("w2").node_engine.overlay = oakestra::Overlay::off;
  one.facts("w2").netcfg.public_address = "";
  one.facts("w2").netcfg.mqtt_port = "";
  one.path("worker-tunnel", "w1", "w2")->verdict =
      verdict_of(Status::blocked, Cause::dropped, {Segment::network});
  one.path("worker-tunnel", "w1", "w3")->verdict =
      verdict_of(Status::blocked, Cause::dropped, {Segment::network});
  find_findings(one.check);
  summarize(one.check);
  EXPECT_THAT(one.told("w2"), testing::ElementsAre("overlay-not-expected info"));
  auto path = one.path("worker-tunnel", "w1", "w2");
  EXPECT_EQ(path->verdict->status, Status::unknown);
  EXPECT_TRUE(path->accepted);
  EXPECT_EQ(one.path("worker-tunnel", "w3", "w2")->verdict->status, Status::open);
  EXPECT_EQ(one.path("worker-tunnel", "w1", "w3")->verdict->status, Status::blocked);
}

TEST(OverlayFindings, FollowTheOverlayWhereTunnelIpMovesIt) {
  struct Case {
    const char* name;
    const char* address;
    const char* tunnel;
    bool policy;
    bool captured;
  };
  const Case cases[] = {
      {"as shipped", "10.20.0.7", "10.19.1.254", false, true},
      {"moved away", "10.20.0.7", "172.19.1.254", false, false},
      {"moved onto it", "172.20.0.7", "172.19.1.254", false, true},
      {"no address", "10.20.0.7", "none", false, false},
      {"policy routing", "10.20.0.7", "10.19.1.254", true, false},
  };
  for (const Case& row : cases) {
    SCOPED_TRACE(row.name);
    FindingCase one(std::string("address: ") + row.address);
    test::take_files_from(one.facts("w2"));
    one.facts("w2").addresses = {*parse_ip_address(row.address)};
    for (const char* peer : {"w1", "w3"}) {
      one.facts(peer).tuncfg.address = row.tunnel;
      if (row.policy) one.node(peer).observation.policy_routed = {*parse_ip_address(row.address)};
    }
    find_findings(one.check);
    const Lines wanted{"address-in-overlay-range error"};
    EXPECT_THAT(one.told("w1"), ElementsAreArray(row.captured ? wanted : none));
  }
}

TEST(OverlayFindings, TellAddressesThatTheTunWillTake) {
  struct Case {
    const char* name;
    const char* address;
    const char* route;
    bool captured;
  };
  const Case cases[] = {
      {"in the range", "10.20.0.7", nullptr, true},
      {"at its end", "10.31.255.254", nullptr, true},
      {"beyond it", "10.32.0.1", nullptr, false},
      {"on-link", "10.20.0.7", "10.20.0.0/24", false},
      {"by a route as wide as the range", "10.20.0.7", "10.16.0.0/12", true},
      {"by a narrower route", "10.20.0.7", "10.16.0.0/13", false},
      {"unique local", "fd00::7", nullptr, true},
      {"unique local, on-link", "fd00::7", "fd00::/64", false},
  };
  for (const Case& row : cases) {
    SCOPED_TRACE(row.name);
    FindingCase one(std::string("address: \"") + row.address + "\"");
    test::take_files_from(one.facts("w2"));
    one.facts("w2").addresses = {*parse_ip_address(row.address)};
    if (row.route != nullptr) {
      for (const char* peer : {"w1", "w3"})
        one.facts(peer).routes.push_back(*parse_ip_prefix(row.route));
    }
    find_findings(one.check);
    const Lines wanted{"address-in-overlay-range error"};
    EXPECT_THAT(one.told("w1"), ElementsAreArray(row.captured ? wanted : none));
    EXPECT_THAT(one.spoiled(), testing::UnorderedElementsAreArray(row.captured ? into_w2 : none));
  }
}

TEST(OverlayFindings, LeaveAFaultThatIsProvedElsewhere) {
  FindingCase one;
  one.facts("w2").tuncfg.port = 50104;
  one.refuse_tunnels();
  one.path("worker-tunnel", "w1", "w2")->verdict =
      verdict_of(Status::blocked, Cause::dropped, {Segment::network});
  find_findings(one.check);
  EXPECT_THAT(one.spoiled(), ElementsAreArray({"worker-tunnel w3 > w2"}));
  EXPECT_EQ(one.path("worker-tunnel", "w1", "w2")->verdict->cause, Cause::dropped);
  const Judgement verdict = *one.path("worker-tunnel", "w3", "w2")->verdict;
  EXPECT_EQ(verdict.status, Status::blocked);
  EXPECT_EQ(verdict.where, SegmentSet{Segment::target_host});
  EXPECT_EQ(verdict.rule, Rule::found_on_node);
  EXPECT_EQ(verdict.finding, (FindingPlace{true, 0}));
}

}  // namespace
}  // namespace oakprobe::diagnosis
