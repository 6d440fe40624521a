#include "coordinator/report/matrix.hpp"

#include "../diagnosis/check_case.hpp"
#include "coordinator/report/plain_text.hpp"
#include "coordinator/report/story.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace oakprobe::report {
namespace {

using diagnosis::Cause;
using diagnosis::Segment;
using diagnosis::Status;
using diagnosis::test::CheckCase;
using diagnosis::test::silence_of;
using diagnosis::test::verdict_of;
using testing::HasSubstr;
using testing::Not;

std::size_t widest(const std::string& text) {
  std::istringstream lines(text);
  std::size_t width = 0;
  for (std::string line; std::getline(lines, line);) width = std::max(width, width_of(line));
  return width;
}

CheckCase small_check() {
  CheckCase one{"root", "w1", "w2"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  const FlowId api = one.flow("client-api", Protocol::tcp, 10'000);
  const FlowId redis = one.flow("exposed-root-6379", Protocol::tcp, 6'379);
  {
    auto path = one.path(
        tunnel,
        "w1",
        "w2",
        silence_of(Status::blocked, Cause::dropped, {Segment::network, Segment::target_firewall})
    );
    path->waypoints = {3, {}, {}, {}, 0, 0, {}, {}, {}, 0};
    path->listener = evidence::ListenMode::stand_in;
    path->dial.emplace();
    path->dial.edit().sent = evidence::AttemptSet(0b111);
    evidence::ArmedPort& armed = one.node("w2").observation.armed.emplace_back();
    armed.port = {Protocol::udp, 50'103};
    armed.mode = evidence::ListenMode::stand_in;
  }
  one.path(tunnel, "w2", "w1", verdict_of(Status::open));
  one.path(api, "w1", "root", verdict_of(Status::open));
  one.path(redis, "w1", "root", verdict_of(Status::closed));
  one.path(redis, "w2", "root", verdict_of(Status::closed));
  summarize(one.check);
  return one;
}

TEST(Matrix, ASmallCheckWhole) {
  const std::string expected = R"(from \ to  root w1  w2
root       .    .   .
w1         ok   .   X1
w2         -    ok  .

Cells show the worst of their pair:  ok open  - closed, as it should be
  X blocked  . nothing expected
  A number leads to what is told below.

5 paths: 2 open, 2 closed as expected, 1 blocked.

What is wrong

1.  1 path blocked, dropped
    w1's 3 probes to w2 (192.0.2.33, udp 50103) were sent and none arrived;
    nothing answered.
    where: one of network, target-firewall
    seen: none reached our stand-in
    fix: On w2 allow udp 50103 in (ufw allow 50103/udp; firewall-cmd
         --add-port=50103/udp, and again with --permanent; sudo nft list ruleset
         shows the rule that stops it); if that is not it, let udp 50103 from w1
         to w2 through on the way (routers, cloud security groups: udp, not
         tcp).
    paths: worker-tunnel w1 -> w2

Failed: 1 of 5 paths in 0.0 s (--fail-on blocked,exposed,mtu,loss).
)";
  EXPECT_EQ(render_matrix(small_check().check, {}), expected);
}

TEST(Matrix, EveryStatusHasASymbolOfItsOwnWithoutColour) {
  CheckCase one{"a", "b", "c", "d", "e", "f", "g", "h", "i"};
  const FlowId flow = one.flow("f", Protocol::tcp, 1);
  one.check.inventory.nodes[8].intermittent = true;
  one.path(flow, "a", "b", verdict_of(Status::open));
  one.path(flow, "a", "c", verdict_of(Status::open, Cause::return_lost));
  one.path(flow, "a", "d", verdict_of(Status::closed));
  one.path(flow, "a", "e", verdict_of(Status::blocked, Cause::dropped));
  one.path(flow, "a", "f", verdict_of(Status::exposed));
  one.path(flow, "a", "g", verdict_of(Status::degraded, Cause::loss));
  one.path(flow, "a", "h", verdict_of(Status::unknown));
  one.path(flow, "a", "i", verdict_of(Status::unknown));
  summarize(one.check);
  const std::string text = render_matrix(one.check, {});
  EXPECT_THAT(text, HasSubstr("\na          .   ok  ok*5 -   X1  !2  ~3  ?4  (?)4\n"));
  EXPECT_THAT(text, HasSubstr("\n  2 unknown (1 accepted)."));
  EXPECT_LE(widest(text), 80U);
  EXPECT_THAT(text, HasSubstr("What is unknown"));
  EXPECT_THAT(text, HasSubstr("Worth knowing"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(Matrix, ACellShowsTheWorstOfItsPair) {
  CheckCase one = small_check();
  const FlowId more = one.flow("more", Protocol::tcp, 2);
  one.path(more, "w2", "w1", verdict_of(Status::unknown));
  summarize(one.check);
  EXPECT_THAT(render_matrix(one.check, {}), HasSubstr("\nw2         -    ?2  .\n"));
}

TEST(Matrix, ColourAddsNothingButColour) {
  const CheckCase one = small_check();
  const std::string coloured = render_matrix(one.check, {.colour = true, .columns = 80});
  std::string bare;
  for (std::size_t i = 0; i < coloured.size(); ++i) {
    if (coloured[i] == '\x1b') {
      while (coloured[i] != 'm') ++i;
    } else {
      bare += coloured[i];
    }
  }
  EXPECT_THAT(coloured, HasSubstr("\x1b[1;31mX1\x1b[0m"));
  EXPECT_EQ(bare, render_matrix(one.check, {}));
}

CheckCase mesh(std::uint32_t nodes) {
  CheckCase one{"worker-00"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  for (std::uint32_t i = 1; i < nodes; ++i) {
    one.check.inventory.nodes.push_back(one.check.inventory.nodes[0]);
    one.check.inventory.nodes.back().name = "worker-" + std::to_string(i);
    one.check.nodes.push_back(one.check.nodes[0]);
  }
  for (std::uint32_t source = 0; source < nodes; ++source) {
    for (std::uint32_t target = 0; target < nodes; ++target) {
      if (source == target) continue;
      diagnosis::FinishedPath path;
      path.id = {tunnel, NodeId{source}, NodeId{target}};
      path.verdict = source == 3 && target == 5 ? verdict_of(Status::blocked, Cause::dropped)
                                                : verdict_of(Status::open);
      one.check.paths.add(path);
    }
  }
  summarize(one.check);
  return one;
}

TEST(Matrix, ColumnsAreNumberedWhereNamesDoNotFit) {
  const std::string text = render_matrix(mesh(12).check, {});
  EXPECT_THAT(text, HasSubstr("from \\ to     1   2   3 "));
  EXPECT_THAT(text, HasSubstr("\n 4 worker-3   ok  ok  ok  .   ok  X1  ok"));
  EXPECT_LE(widest(text), 80U);
}

TEST(Matrix, WideMatricesAreSplitIntoBlocks) {
  const std::string text = render_matrix(mesh(30).check, {});
  EXPECT_THAT(text, HasSubstr("\nfrom \\ to"));
  EXPECT_THAT(text, HasSubstr(" 30\n"));
  EXPECT_LE(widest(text), 80U);
  EXPECT_LE(widest(render_matrix(mesh(30).check, {.colour = false, .columns = 40})), 60U);
}

TEST(Matrix, AgentsFindingsAndNotesAreTold) {
  CheckCase one = small_check();
  one.node("w2").observation.agent = diagnosis::AgentState::unreachable;
  one.node("w2").observation.agent_error = "Permission denied\x1b[31m (publickey).";
  diagnosis::Finding finding;
  finding.code = diagnosis::FindingCode::tap_blind;
  one.node("w1").findings = {finding};
  one.check.interrupted = true;
  one.check.exposure_checked = false;
  one.check.inventory.release_assumed = true;
  one.check.paths.edit(1)->verdict.edit().caveats = {diagnosis::Caveat::docker_path};
  const std::string text = render_matrix(one.check, {});
  EXPECT_THAT(text, HasSubstr("w2 (unreachable): Permission denied?[31m (publickey)."));
  EXPECT_THAT(text, HasSubstr("w1 (warning, tap-blind): w1's agent does not see its own traffic"));
  EXPECT_THAT(text, HasSubstr("interrupted"));
  EXPECT_THAT(text, HasSubstr("exposure was not checked"));
  EXPECT_THAT(text, HasSubstr("v0.4.411"));
  EXPECT_THAT(text, HasSubstr("docker-path at 1 path"));
  EXPECT_LE(widest(text), 80U);
}

TEST(Matrix, AgentsThatFailedAlikeAreToldOnce) {
  CheckCase one = mesh(12);
  for (std::size_t node = 0; node < one.check.nodes.size(); ++node) {
    diagnosis::NodeObservation& seen = one.check.nodes[node].observation;
    seen.agent = node == 3 ? diagnosis::AgentState::lost : diagnosis::AgentState::unreachable;
    seen.agent_error = node == 4 ? "no shell" : "sudo refused the password";
  }
  const auto& nodes = one.check.inventory.nodes;
  const auto failed = tell_failed_agents(one.check);
  ASSERT_EQ(failed.lines.size(), 3U);
  std::string names;
  for (const std::size_t node : {0U, 1U, 2U, 5U, 6U, 7U, 8U, 9U})
    names += (names.empty() ? "" : ", ") + nodes[node].name;
  const std::string more = std::to_string(nodes.size() - 10);
  EXPECT_EQ(failed.lines[0].name, names + " and " + more + " more (unreachable)");
  EXPECT_EQ(failed.lines[0].words, "sudo refused the password");
  EXPECT_EQ(failed.lines[1].name, nodes[3].name + " (lost)");
  EXPECT_EQ(failed.lines[2].name, nodes[4].name + " (unreachable)");
}

TEST(Matrix, WhatMendsAnAgentIsToldOnce) {
  CheckCase one = small_check();
  for (const char* name : {"w1", "w2"}) {
    diagnosis::NodeObservation& seen = one.node(name).observation;
    seen.agent = diagnosis::AgentState::unreachable;
    seen.agent_error = std::string("ended with exit code 255 before it said hello; it wrote: pi@") +
                       name + ": Permission denied (publickey,password).";
  }
  for (inventory::Node& node : one.check.inventory.nodes)
    node.agent.command = {"ssh", "-T", "pi@" + node.name, "oakprobe-agent", "--stdio"};
  EXPECT_THAT(
      render_matrix(one.check, {}),
      HasSubstr("Agents that failed\n\n"
                "  w1, w2 (unreachable): ended with exit code 255 before it said hello; it wrote:\n"
                "    pi@w1: Permission denied (publickey,password). Fix: w1 does not take your\n"
                "    key: ssh-copy-id pi@w1. Another user or key: agent: {host: USER@w1},\n"
                "    IdentityFile in ~/.ssh/config. ssh pi@w1 true must end without a question;\n"
                "    the same for w2.\n")
  );
  const auto failed = tell_failed_agents(one.check);
  ASSERT_EQ(failed.lines.size(), 1U);
  EXPECT_THAT(failed.lines[0].words.text(), Not(HasSubstr("Fix:")))
      << "whoever tells a pair's fixes";
}

// One fault is one entry: what an entry says of agents is not said again below.
TEST(Matrix, AgentsThatAnEntryExplainsAreNotToldAgain) {
  CheckCase one = small_check();
  const auto fail = [&](const char* name) {
    one.node(name).observation.agent = diagnosis::AgentState::unreachable;
    one.node(name).observation.agent_error = "Permission denied (publickey).";
  };
  fail("w1");
  one.check.paths.edit(1)->verdict = verdict_of(Status::unknown, Cause::agent_unreachable);
  summarize(one.check);
  std::string text = render_matrix(one.check, {});
  EXPECT_THAT(text, HasSubstr("1 path unknown, agent-unreachable (w1)"));
  EXPECT_THAT(text, Not(HasSubstr("Agents that failed")));
  EXPECT_THAT(text, Not(HasSubstr("..")));
  fail("root");
  text = render_matrix(one.check, {});
  EXPECT_THAT(text, HasSubstr("Agents that failed\n\n  root, w1 (unreachable): Permission"));
}

TEST(Matrix, OtherMachinesWordsCannotSteerTheTerminal) {
  CheckCase one = small_check();
  const char* evil = "\x1b[2J\nfake line\x9b\xe2\x80\xae.";
  one.check.inventory.nodes[1].name = evil;
  one.check.inventory.flows[0].id = evil;
  one.node("w2").observation.agent = diagnosis::AgentState::lost;
  one.node("w2").observation.agent_error = evil;
  summarize(one.check);
  for (const std::string& text :
       {render_matrix(one.check, {}), render_matrix(one.check, {.colour = false, .columns = 0})}) {
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, Not(HasSubstr("\nfake")));
    EXPECT_THAT(text, Not(HasSubstr("\xe2\x80\xae")));
    EXPECT_THAT(text, Not(HasSubstr("\x9b")));
  }
}

TEST(Matrix, LongListsOfPathsAreCut) {
  CheckCase one = mesh(14);
  diagnosis::test::change_all(one.check.paths, [](diagnosis::FinishedPath& path) {
    if (index_of(path.id.target) != 2) return;
    path.verdict = verdict_of(Status::blocked, Cause::dropped, {Segment::target_firewall});
  });
  summarize(one.check);
  const std::string text = render_matrix(one.check, {});
  EXPECT_THAT(text, HasSubstr("1.  13 paths blocked, dropped (worker-2)"));
  EXPECT_THAT(text, HasSubstr("and 5 more"));
}

TEST(Matrix, AgentsWithoutTapsAreNamedWhereSomethingIsWrong) {
  CheckCase one = small_check();
  EXPECT_THAT(render_matrix(one.check, {}), Not(HasSubstr("no taps")));
  one.node("w1").observation.privileged = false;
  EXPECT_THAT(render_matrix(one.check, {}), HasSubstr("no taps, for want of CAP_NET_RAW, on w1:"));
  one.check.paths.edit(0)->verdict = verdict_of(Status::unknown, Cause::not_privileged);
  summarize(one.check);
  EXPECT_THAT(render_matrix(one.check, {}), Not(HasSubstr("no taps"))) << "it is told above";
  one.check.paths.edit(0)->verdict = verdict_of(Status::open);
  summarize(one.check);
  EXPECT_THAT(render_matrix(one.check, {}), Not(HasSubstr("no taps")));
}

TEST(Matrix, WhatWasTouchedIsToldIfAsked) {
  CheckCase one = small_check();
  one.node("w1").touched = {{{Protocol::tcp, 10'100}, {Protocol::udp, 50'103}}, 1, 9};
  EXPECT_THAT(render_matrix(one.check, {}), Not(HasSubstr("touched")));
  EXPECT_THAT(
      render_matrix(one.check, {.verbose = true}),
      HasSubstr("What was touched\n\n"
                "  w1: listened on tcp/10100, udp/50103; 1 connection to running services; 9\n"
                "    datagrams to running services\n")
  );
}

TEST(Matrix, TheOutcomeFollowsFailOn) {
  CheckCase one = small_check();
  one.check.fail_on = {.blocked = false, .causes = {Cause::mtu, Cause::loss}};
  EXPECT_THAT(
      render_matrix(one.check, {}),
      HasSubstr("\nPassed: 5 paths in 0.0 s (--fail-on exposed,mtu,loss).\n")
  );
  diagnosis::Finding finding;
  finding.severity = diagnosis::Severity::error;
  one.node("w1").findings = {finding};
  EXPECT_THAT(
      render_matrix(one.check, {}),
      testing::EndsWith("\n\nFailed: 1 finding is an error; 5 paths in 0.0 s.\n")
  );
  one.node("w1").findings.clear();
  one.check.paths.edit(0)->verdict = verdict_of(Status::unknown);
  summarize(one.check);
  one.check.took = std::chrono::milliseconds(3'449);
  EXPECT_THAT(
      render_matrix(one.check, {}),
      testing::EndsWith("\n\nUndecided: 1 of 5 paths is unknown, in 3.4 s.\n")
  );
}

TEST(Matrix, WhenAllIsWellTheLastLineSaysSo) {
  CheckCase one{"w1", "w2"};
  one.path(one.flow("f", Protocol::tcp, 1), "w1", "w2", verdict_of(Status::open));
  one.check.took = std::chrono::seconds(75);
  summarize(one.check);
  EXPECT_THAT(render_matrix(one.check, {}), testing::EndsWith("\n\nPassed: 1 path in 75 s.\n"));
}

// Seven zeros say nothing: how far they came, in words; the counts for who asks.
TEST(Matrix, WhatWasSeenOfSeveralPathsIsToldAsAJourney) {
  CheckCase one{"w1", "w2", "w3"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  for (const char* source : {"w1", "w2"}) {
    auto path = one.path(
        tunnel,
        source,
        "w3",
        verdict_of(Status::blocked, Cause::dropped, {Segment::target_firewall})
    );
    path->waypoints = {3, 3, 3, 0, 0, 0, 0, 0, 0, 0};
    path->listener = evidence::ListenMode::stand_in;
    path->dial.emplace().sent = evidence::AttemptSet(0b111);
  }
  summarize(one.check);
  const std::string words =
      "    seen: 6 of 6 left their sources, came to w3; none got past w3's firewall\n";
  EXPECT_THAT(render_matrix(one.check, {}), HasSubstr(words));
  EXPECT_THAT(render_matrix(one.check, {}), Not(HasSubstr("counts:")));
  EXPECT_THAT(
      render_matrix(one.check, {.verbose = true}),
      HasSubstr("counts: sent 6, left-source 6, reached-target 6, admitted 0, delivered 0,")
  );
  // What one of them could not see is not known of both.
  one.check.paths.edit(1)->waypoints = {3, {}, {}, {}, 0, 0, {}, {}, {}, 0};
  EXPECT_THAT(render_matrix(one.check, {}), HasSubstr("    seen: none reached our stand-in\n"));
}

// One X hides nothing: the numbers tell of each trouble of the pair.
TEST(Matrix, ACellLeadsToWhatIsToldOfIt) {
  CheckCase one{"w1", "w2"};
  const FlowId flow = one.flow("a", Protocol::tcp, 1);
  one.path(flow, "w1", "w2", verdict_of(Status::blocked, Cause::dropped));
  one.path(one.flow("b", Protocol::tcp, 2), "w1", "w2", verdict_of(Status::exposed));
  summarize(one.check);
  EXPECT_THAT(render_matrix(one.check, {}), HasSubstr("\nw1         .   X1,2\n"));
  one.path(one.flow("c", Protocol::tcp, 3), "w1", "w2", verdict_of(Status::unknown));
  summarize(one.check);
  EXPECT_THAT(render_matrix(one.check, {}), HasSubstr("\nw1         .   X1,2+\n"));
}

TEST(Matrix, ByFlowEachThatIsNotAsExpectedHasItsOwn) {
  const CheckCase one = small_check();
  const std::string text = render_matrix(one.check, {.by_flow = true});
  const std::string expected = R"(worker-tunnel (udp 50103): 1 of 2 paths as expected

from \ to  w1  w2
w1         .   X1
w2         ok  .

client-api (tcp 10000): 1 path, as expected
exposed-root-6379 (tcp 6379): 2 paths, as expected

Cells show)";
  EXPECT_THAT(text, testing::StartsWith(expected));
}

TEST(Matrix, NothingCheckedIsSaid) {
  CheckCase one{"w1"};
  EXPECT_EQ(render_matrix(one.check, {}), "0 paths.\n\nPassed: 0 paths in 0.0 s.\n");
}

}  // namespace
}  // namespace oakprobe::report
