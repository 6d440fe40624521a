#include "coordinator/report/matrix.hpp"

#include "matrix_cases.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::report {
namespace {

using diagnosis::Cause;
using diagnosis::Segment;
using diagnosis::Status;
using diagnosis::test::CheckCase;
using diagnosis::test::verdict_of;
using testing::HasSubstr;
using testing::Not;

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
