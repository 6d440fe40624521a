#include "coordinator/telling/group_wording.hpp"

#include "../diagnosis/check_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string_view>

namespace oakprobe::telling {
namespace {

using enum Segment;
using test::CheckCase;
using test::silence_of;
using test::verdict_of;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const SegmentSet somewhere{source_firewall, network, target_firewall};

Judgement dropped() { return silence_of(Status::blocked, Cause::dropped, somewhere); }

std::vector<Told> told(CheckCase& one) {
  summarize(one.check);
  return tell_causes(one.check);
}

// A fleet of w1, w2, … with a tunnel flow, and one more.
class Groups : public ::testing::Test {
 protected:
  CheckCase one{"w1", "w2", "w3", "w4", "w5"};
  FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  FlowId other = one.flow("other", Protocol::tcp, 10'003);

  void fail(const char* name, AgentState state, const char* words) {
    one.node(name).observation.agent = state;
    one.node(name).observation.agent_error = words;
  }
};

TEST_F(Groups, AFirewallIsToldOnceForAllItsSources) {
  for (const char* source : {"w1", "w2", "w4", "w5"}) one.path(tunnel, source, "w3", dropped());
  one.path(tunnel, "w1", "w4", dropped());  // a fault of its own
  one.path(tunnel, "w2", "w4", verdict_of(Status::open));
  const auto causes = told(one);
  EXPECT_THAT(
      causes[0].message,
      AllOf(
          HasSubstr("4 paths from w1, w2, w4, w5 to w3 (udp 50103)"),
          HasSubstr("all that were checked to that port")
      )
  );
  EXPECT_THAT(causes[1].message, HasSubstr("w1's 3 probes to w4 (192.0.2.34, udp 50103)"));
}

TEST_F(Groups, ANodeThatLetsNothingInIsToldOnceWithAllItsPorts) {
  const auto kept_out = silence_of(Status::blocked, Cause::dropped, {target_firewall});
  for (const FlowId flow : {tunnel, other}) {
    for (const char* source : {"w1", "w2"}) one.path(flow, source, "w3", kept_out);
    one.path(flow, "w3", "w1", verdict_of(Status::open));
  }
  const auto causes = told(one);
  ASSERT_EQ(causes.size(), 1U);
  EXPECT_THAT(
      causes[0].message,
      AllOf(
          HasSubstr("4 paths from w1, w2 to w3 arrive"), HasSubstr(": all that were checked to w3.")
      )
  );
  EXPECT_THAT(
      causes[0].fix.text(),
      AllOf(HasSubstr("On w3 allow udp 50103 in"), HasSubstr("The same for tcp 10003."))
  );
}

TEST(GroupsOfNetworks, AreNamedAndWhatIsNotOfTheCauseIsCounted) {
  CheckCase one{"w1", "w2", "w3", "w4", "w5", "w6"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  for (const std::size_t node : {3, 4, 5}) one.check.inventory.nodes[node].cluster = "edge-b";
  for (const char* source : {"w1", "w2", "w3"})
    for (const char* target : {"w4", "w5", "w6"})
      one.path(
          tunnel,
          source,
          target,
          std::string_view(source) == "w3" && std::string_view(target) == "w5"
              ? verdict_of(Status::unknown, Cause::local_limit)
              : silence_of(Status::blocked, Cause::dropped, {network})
      );
  for (const auto& [source, target] : {std::pair("w4", "w1"), {"w4", "w5"}, {"w5", "w6"}})
    one.path(tunnel, source, target, verdict_of(Status::open));
  one.path(tunnel, "w1", "w2", verdict_of(Status::open));
  EXPECT_THAT(
      told(one)[0].message,
      HasSubstr(": 8 of the 9 that were checked from cluster edge-a to cluster edge-b (udp 50103).")
  );
}

TEST_F(Groups, AgentsThatFailAlikeAreToldWithTheirOwnWords) {
  fail("w1", AgentState::unreachable, "ssh: connect to host w1: Connection refused");
  fail("w2", AgentState::unreachable, "sh: oakprobe-agent: not found");
  fail("w3", AgentState::unreachable, "sh: oakprobe-agent: not found");
  // The path that comes first quotes its source's agent, which failed in another way.
  auto unreachable = verdict_of(Status::unknown, Cause::agent_unreachable);
  unreachable.rule = Rule::source_without_agent;
  one.path(tunnel, "w1", "w2", unreachable);
  one.path(tunnel, "w1", "w3", unreachable);
  one.path(tunnel, "w2", "w3", unreachable);
  one.path(tunnel, "w3", "w2", unreachable);
  const auto causes = told(one);
  ASSERT_EQ(causes.size(), 1U);
  EXPECT_THAT(
      causes[0].message,
      AllOf(
          HasSubstr("the agents of w2, w3 failed alike: w2's agent could not"),
          HasSubstr("oakprobe-agent: not found"),
          Not(HasSubstr("refused"))
      )
  );
  EXPECT_THAT(causes[0].fix.text(), HasSubstr("--push"));
}

TEST_F(Groups, ARouterIsNamed) {
  const auto refused = silence_of(Status::blocked, Cause::rejected, {network});
  for (const auto& [source, target] : {std::pair("w1", "w3"), {"w2", "w4"}, {"w4", "w2"}}) {
    evidence::DialFailure failure;
    failure.icmp.emplace().from = *parse_ip_address("192.0.2.1");
    one.path(tunnel, source, target, refused)->dial.emplace().failures = {failure};
  }
  EXPECT_THAT(told(one)[0].message, HasSubstr("192.0.2.1 says so"));
}

TEST_F(Groups, OfADeadHostWhatFollowsFromItIsToldWithIt) {
  fail("w3", AgentState::unreachable, "ssh: connect to host w3: No route to host");
  const auto dead = [](SegmentSet where) {
    return silence_of(Status::blocked, Cause::unreachable_host, where);
  };
  one.path(tunnel, "w1", "w3", dead({network}));
  one.path(tunnel, "w2", "w3", dead({network, target_host}));
  one.path(other, "w1", "w3", dead({network}));
  one.path(tunnel, "w3", "w1", verdict_of(Status::unknown, Cause::agent_unreachable));
  one.path(other, "w2", "w3", verdict_of(Status::unknown, Cause::agent_unreachable));
  const auto causes = told(one);
  EXPECT_THAT(
      causes[0].message,
      AllOf(
          HasSubstr("3 paths from w1, w2 to w3 find nobody at the address"),
          HasSubstr("2 more paths from or to it could not be judged: w3's")
      )
  );
  EXPECT_THAT(causes[0].fix.text(), HasSubstr("Check that w3 is up and has the address"));
  EXPECT_THAT(causes[0].fix.text(), HasSubstr(". If it is there: "));
}

TEST_F(Groups, OnePathToADeadHostKeepsItsOwnSentence) {
  fail("w3", AgentState::none, "");
  one.path(tunnel, "w1", "w3", verdict_of(Status::blocked, Cause::unreachable_host, {network}));
  one.path(tunnel, "w3", "w1", verdict_of(Status::unknown, Cause::agent_unreachable));
  EXPECT_EQ(
      told(one)[0].message,
      "w1's agent told of no attempt to dial w3 (192.0.2.33, udp 50103); 1 more path from or to it "
      "could not be judged: no agent runs on w3 (agent: none)."
  );
}

TEST_F(Groups, ALinkThatIsTooSmallHasAFixForTunnelsAndOneForConnections) {
  const auto narrow = verdict_of(Status::degraded, Cause::mtu, {network});
  auto connections = narrow;
  connections.rule = Rule::source_without_agent;  // whatever else has another fix
  one.path(tunnel, "w1", "w3", narrow);
  one.path(tunnel, "w3", "w1", narrow);
  one.path(other, "w3", "w2", connections);
  const auto causes = told(one);
  ASSERT_EQ(causes.size(), 1U);
  EXPECT_THAT(causes[0].message, HasSubstr("The first: w1's agent told of no attempt"));
  EXPECT_EQ(
      causes[0].fix.text(),
      "Check again. For the connections: Make the agent reachable (its command in the inventory) "
      "and check again."
  );
}

TEST_F(Groups, ASecondCheckIsOneSentence) {
  const auto busy = silence_of(Status::unknown, Cause::agent_busy, {});
  for (const char* target : {"w1", "w2", "w3"})
    for (const char* source : {"w1", "w2", "w3"}) one.path(tunnel, source, target, busy);
  const auto causes = told(one);
  ASSERT_EQ(causes.size(), 1U);
  EXPECT_THAT(
      causes[0].message,
      HasSubstr("another check is running, and its agents hold these ports on w1, w2, w3")
  );
  EXPECT_EQ(causes[0].fix.text(), "Wait until the other check is over and check again.");
}

TEST_F(Groups, AWantOfTapsNamesThePrograms) {
  const auto blind = silence_of(Status::unknown, Cause::not_privileged, {});
  one.path(tunnel, "w2", "w1", blind)->listener = evidence::ListenMode::live;
  one.path(tunnel, "w1", "w2", blind)->listener = evidence::ListenMode::live;
  EXPECT_THAT(told(one)[0].message, HasSubstr("programs on w1, w2 hold these ports"));
}

TEST_F(Groups, TheFixSpeaksToAllSourcesOfAGroup) {
  for (const char* source : {"w1", "w2"})
    one.path(tunnel, source, "w3", dropped())->listen_port = 50'203;
  EXPECT_THAT(
      told(one)[0].fix.text(),
      AllOf(HasSubstr("On w3 allow udp 50203 in"), HasSubstr("from w1, w2 to w3"))
  );
}

}  // namespace
}  // namespace oakprobe::telling
