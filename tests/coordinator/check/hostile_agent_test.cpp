#include "coordinator/check/check_run.hpp"
#include "coordinator/telling/tell.hpp"
#include "coordinator/telling/tell_finding.hpp"
#include "tests/coordinator/check/small_deployment.hpp"
#include "tests/support/run_coroutine.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

// The whole coordinator, and agents in processes of their own of which one is in other hands.
namespace oakprobe::check {
namespace {

using diagnosis::AgentState;
using diagnosis::FinishedCheck;
using diagnosis::FinishedPath;
using diagnosis::Status;
using ::testing::HasSubstr;

class HostileAgent : public ::testing::Test {
 protected:
  HostileAgent() : file_(::testing::TempDir() + "fleet-" + std::to_string(::getpid()) + ".yaml") {}
  ~HostileAgent() override { std::remove(file_.c_str()); }

  // A node's line; the agent gets these words.
  [[nodiscard]] std::string node(
      const std::string& name,
      const std::string& address,
      const std::string& roles,
      const std::string& words = ""
  ) const {
    const std::string cluster = roles == "root" ? "" : ", cluster: edge";
    return "  - {name: " + name + ", address: " + address + ", roles: [" + roles + "]" + cluster +
           ", agent: {command: [" OAKPROBE_MESH_AGENT ", " + file_ +
           (words.empty() ? "" : ", " + words) + "]}}\n";
  }

  FinishedCheck check(const std::string& nodes) {
    const std::string text = "version: 1\noakestra: v0.4.411\nnodes:\n" + nodes;
    std::ofstream(file_) << text;
    asio::io_context io{1};
    fleet::Fleet fleet(io.get_executor(), nullptr, {});
    CheckRun run(
        io.get_executor(), read_inventory(text), {}, plans::PathPlan(), {}, fleet, nullptr
    );
    return testing::run_coroutine(io, run.run());
  }

  // Five machines; what the last one's agent is told to do.
  FinishedCheck check_five(const std::string& words) {
    return check(
        node("root", "192.0.2.1", "root") + node("edge", "192.0.2.2", "cluster") +
        node("w1", "192.0.2.3", "worker") + node("w2", "192.0.2.4", "worker") +
        node("w3", "192.0.2.5", "worker", words)
    );
  }

 private:
  std::string file_;
};

constexpr NodeId w3{4};

TEST_F(HostileAgent, SpoilsNoPathOfTheOthersWhateverItSays) {
  const FinishedCheck honest = check_five("");
  const FinishedCheck hostile = check_five("lies");
  ASSERT_EQ(honest.paths.size(), hostile.paths.size());
  std::size_t others = 0;
  for (std::size_t at = 0; at < honest.paths.size(); ++at) {
    const FinishedPath before = honest.paths[at];
    const FinishedPath after = hostile.paths[at];
    const auto& inventory = honest.inventory;
    SCOPED_TRACE(
        inventory.flow(before.id.flow).id + " " + inventory.node(before.id.source).name + " > " +
        inventory.node(before.id.target).name
    );
    EXPECT_EQ(before.verdict->status, Status::open) << telling::tell(honest, before).message;
    EXPECT_TRUE(is_as_expected(*before.verdict)) << telling::tell(honest, before).message;
    if (before.id.source == w3 || before.id.target == w3) continue;
    ++others;
    EXPECT_EQ(*after.verdict, *before.verdict) << telling::tell(hostile, after).message;
  }
  EXPECT_GT(others, 10U);
}

TEST_F(HostileAgent, IsNamed) {
  const FinishedCheck hostile = check_five("lies");
  const auto& nodes = hostile.nodes;
  EXPECT_EQ(nodes[index_of(w3)].observation.agent, AgentState::reached)
      << "it kept to the rules, or it would have been given up and not heard: "
      << nodes[index_of(w3)].observation.agent_error;
  const auto tells = [](const diagnosis::Finding& finding, NodeId node) {
    return finding.code == diagnosis::FindingCode::unplanned_probes &&
           finding.facts.endpoints.at(0).node == node;
  };
  for (std::uint32_t at = 0; at < nodes.size(); ++at) {
    const NodeId other{at};
    if (other == w3) continue;
    EXPECT_TRUE(std::ranges::any_of(nodes[index_of(w3)].findings, [&](const auto& one) {
      return tells(one, other);
    })) << at;
    // The others' findings are no errors, and each says who else is in it.
    for (const diagnosis::Finding& one : nodes[at].findings) {
      EXPECT_EQ(one.severity, diagnosis::Severity::warning);
      EXPECT_THAT(telling::tell_finding(hostile, other, one).message, HasSubstr("w3"));
    }
  }
}

// More agents than may open taps on one network stack say that they are on one.
class HostileAgents : public HostileAgent {
 protected:
  // How many of nine workers were told to open taps; they are at network.1 and so on.
  std::size_t count_taps(const std::string& network) {
    std::string nodes = node("root", "192.0.2.1", "root") + node("edge", "192.0.2.2", "cluster");
    for (int number = 1; number <= 9; ++number)
      nodes += node(
          "w" + std::to_string(number), network + std::to_string(number), "worker", "one-stack"
      );
    const FinishedCheck finished = check(nodes);
    return static_cast<std::size_t>(std::ranges::count_if(finished.nodes, [](const auto& one) {
      const bool claims = one.observation.facts.boot_id == "the machine";
      return claims && one.observation.taps.packets == evidence::TapState::trusted;
    }));
  }
};

TEST_F(HostileAgents, TakeNobodysTapsByBeingOnHisMachine) {
  EXPECT_EQ(count_taps("198.51.100."), 9U);
}

TEST_F(HostileAgents, OpenNoTapsWhereTheyAreManyOnOneLoopback) {
  EXPECT_EQ(count_taps("127.0.9."), 0U);
}

}  // namespace
}  // namespace oakprobe::check
