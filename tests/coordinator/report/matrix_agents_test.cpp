#include "coordinator/report/matrix.hpp"
#include "coordinator/report/story.hpp"
#include "matrix_cases.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

// What is told of agents and their machines below a matrix.
namespace oakprobe::report {
namespace {

using diagnosis::Cause;
using diagnosis::Status;
using diagnosis::test::CheckCase;
using diagnosis::test::verdict_of;
using testing::HasSubstr;
using testing::Not;

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

}  // namespace
}  // namespace oakprobe::report
