#include "coordinator/check/check_run.hpp"
#include "coordinator/fleet/fleet.hpp"
#include "tests/coordinator/check/small_deployment.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <unistd.h>
#include <vector>

// Two checks, one after the other, over the same agents.
namespace oakprobe::check {
namespace {

using namespace std::chrono_literals;
using diagnosis::AgentState;

class TwoChecks : public ::testing::Test {
 protected:
  void SetUp() override {
    std::signal(SIGPIPE, SIG_IGN);  // as main() does
    std::remove(starts_.c_str());
    limits_.silence = 60s;  // so many start at a time on a busy machine
    limits_.start = limits_.hello = limits_.answer = 60s;
  }
  void TearDown() override {
    if (fleet_) run(fleet_->close());
    fleet_.reset();
    std::remove(starts_.c_str());
  }

  fleet::Fleet& fleet(fleet::Keep keep) {
    return fleet_.emplace(io_.get_executor(), nullptr, limits_, keep);
  }

  // A root, a cluster and workers that dial it, each with an agent that notes its start.
  inventory::Inventory star(int workers) const {
    std::string text =
        "version: 1\noakestra: v0.4.411\ndefaults:\n  agent: {command: [sh, -c, \"echo $$ >> " +
        starts_ +
        "; exec " OAKPROBE_FAKE_AGENT
        "\"]}\nnodes:\n"
        "  - {name: root, address: 127.1.0.1, roles: [root], agent: none}\n"
        "  - {name: edge, address: 127.1.0.2, roles: [cluster], cluster: edge}\n";
    for (int worker = 0; worker < workers; ++worker)
      text += "  - {name: w" + std::to_string(worker) + ", address: 127.2." +
              std::to_string(worker / 200) + "." + std::to_string(worker % 200 + 1) +
              ", roles: [worker], cluster: edge}\n";
    return read_inventory(text);
  }

  // The process ids of all agents that were ever started.
  std::vector<pid_t> starts() const {
    std::vector<pid_t> pids;
    std::ifstream file(starts_);
    for (pid_t pid = 0; file >> pid;) pids.push_back(pid);
    return pids;
  }

  diagnosis::FinishedCheck check(const inventory::Inventory& inventory) {
    inventory::PathSelection selection;
    for (std::uint32_t node = 0; node < inventory.nodes.size(); ++node)
      if (inventory.nodes[node].name.front() == 'w') selection.sources.push_back(NodeId{node});
    CheckSettings settings;
    settings.limits = limits_;
    settings.probing.attempts = 1;
    settings.probing.rate = 20'000;
    began_.clear();
    CheckRun checking(
        io_.get_executor(),
        inventory,
        selection,
        plans::PathPlan(),
        settings,
        *fleet_,
        [this](const Progress& now) { began_.try_emplace(now.phase, net::Clock::now()); }
    );
    return run(checking.run());
  }

  std::chrono::duration<double> start_phase() const {
    return began_.at(Phase::reading_facts) - began_.at(Phase::starting);
  }

  // Until the coroutine is over: agents that are kept go on.
  template <class T>
  T run(asio::awaitable<T> coroutine) {
    std::optional<T> result;
    asio::co_spawn(io_, std::move(coroutine), [&](std::exception_ptr failure, T value) {
      ASSERT_FALSE(failure);
      result.emplace(std::move(value));
    });
    io_.restart();
    while (!result && io_.run_one() > 0) {
    }
    return std::move(result.value());
  }
  void run(asio::awaitable<void> coroutine) {
    bool over = false;
    asio::co_spawn(io_, std::move(coroutine), [&](std::exception_ptr failure) {
      EXPECT_FALSE(failure);
      over = true;
    });
    io_.restart();
    while (!over && io_.run_one() > 0) {
    }
  }

  // What two checks of the same tell alike.
  static void expect_same(
      const diagnosis::FinishedCheck& first, const diagnosis::FinishedCheck& second
  ) {
    EXPECT_NE(first.run_id, second.run_id);
    EXPECT_EQ(first.summary, second.summary);
    EXPECT_EQ(second.summary.unknown, 0U);
    for (const diagnosis::FinishedNode& node : second.nodes)
      EXPECT_NE(node.observation.agent, AgentState::lost);
  }

  asio::io_context io_{1};
  fleet::LinkLimits limits_;
  std::optional<fleet::Fleet> fleet_;
  std::string starts_ = ::testing::TempDir() + "two-checks-" + std::to_string(::getpid());
  std::map<Phase, net::TimePoint> began_;
};

TEST_F(TwoChecks, LogInOnceAndStartAKilledAgentAgain) {
  constexpr int workers = 300;
  limits_.revival = 10ms;
  fleet(fleet::Keep::yes);
  const inventory::Inventory inventory = star(workers);
  const auto first = check(inventory);
  std::cout << "the first check's start: " << start_phase().count() << " s\n";
  ASSERT_EQ(starts().size(), workers + 1U);

  const auto second = check(inventory);
  std::cout << "the second check's start: " << start_phase().count() << " s\n";
  EXPECT_EQ(starts().size(), workers + 1U) << "no second login";
  expect_same(first, second);

  ASSERT_EQ(::kill(starts().at(7), SIGKILL), 0);
  while (starts().size() == workers + 1U) io_.run_one();
  const auto third = check(inventory);
  std::cout << "the third check's start: " << start_phase().count() << " s\n";
  EXPECT_EQ(starts().size(), workers + 2U) << "the killed one, and no other";
  expect_same(first, third);
}

// One that is lost in the moment in which it is borrowed is started by the check.
TEST_F(TwoChecks, DoNotWaitForARevival) {
  limits_.revival = limits_.revival_max = std::chrono::hours(1);
  fleet(fleet::Keep::yes);
  const inventory::Inventory inventory = star(3);
  const auto first = check(inventory);
  ASSERT_EQ(::kill(starts().at(1), SIGKILL), 0);
  const auto second = check(inventory);
  const auto third = check(inventory);
  EXPECT_EQ(starts().size(), 5U);
  expect_same(first, third);
}

TEST_F(TwoChecks, StartTheirOwnWhereNoneIsKept) {
  fleet(fleet::Keep::no);
  const inventory::Inventory inventory = star(3);
  const auto first = check(inventory);
  const auto second = check(inventory);
  EXPECT_EQ(starts().size(), 8U);
  expect_same(first, second);
}

// Nodes come and go from run to run.
TEST_F(TwoChecks, EndAgentsOfNodesThatLeft) {
  fleet(fleet::Keep::yes);
  const auto first = check(star(3));
  EXPECT_EQ(fleet_->size(), 4U);
  static_cast<void>(check(star(1)));
  EXPECT_EQ(fleet_->size(), 2U);
  EXPECT_EQ(starts().size(), 4U);
  expect_same(first, check(star(3)));
  EXPECT_EQ(starts().size(), 6U);
}

// An agent that is to be started otherwise is another one.
TEST_F(TwoChecks, EndWhatIsStartedOtherwiseNow) {
  fleet(fleet::Keep::yes);
  static_cast<void>(check(star(3)));
  inventory::Inventory inventory = star(3);
  for (inventory::Node& node : inventory.nodes)
    if (node.name == "w1") node.agent.command.push_back("other");
  static_cast<void>(check(inventory));
  EXPECT_EQ(starts().size(), 5U);
}

}  // namespace
}  // namespace oakprobe::check
