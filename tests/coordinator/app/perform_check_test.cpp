#include "coordinator/app/perform_check.hpp"

#include "coordinator/app/running_check.hpp"
#include "tests/coordinator/check/small_deployment.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace oakprobe::app {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What a check tells, in the order in which it does; and what is said to it.
class Listener : public CheckObserver {
 public:
  void warn(const std::string& what) override { told.push_back("warned: " + what); }
  OrFailure<void> before_sending() override {
    told.emplace_back("ready");
    if (refusal) return *refusal;
    return {};
  }
  void began(RunningCheck& running) override {
    told.emplace_back("began");
    running_ = &running;
    if (interrupts) running.interrupt();
  }
  void progressed(const check::Progress& now) override {
    if (phases.empty() || phases.back() != now.phase) phases.push_back(now.phase);
    if (throws_in == now.phase) throw std::runtime_error("no memory is left");
  }
  bool wants_agent_events() const override { return wants_agents; }
  void agent_changed(const AgentEvent& event) override {
    agents.push_back(std::string(event.node) + ": " + event.text);
  }
  void ended() override {
    told.emplace_back("ended");
    EXPECT_THAT(running_->waited_for(3).names, IsEmpty());
  }

  std::optional<Failure> refusal;
  bool interrupts = false;
  std::optional<check::Phase> throws_in;
  bool wants_agents = false;
  std::vector<std::string> told;
  std::vector<std::string> agents;
  std::vector<check::Phase> phases;

 private:
  RunningCheck* running_ = nullptr;
};

class PerformCheckTest : public ::testing::Test {
 protected:
  PerformCheckTest() {
    auto engine = Engine::start();
    EXPECT_TRUE(engine);
    engine_ = std::move(*engine);
  }

  // So many workers are a mesh, of which a run tries a part.
  void rotate(const std::string& state) {
    inventory_ = check::read_inventory(
        "version: 1\n"
        "defaults:\n"
        "  agent: {command: [" OAKPROBE_FAKE_AGENT
        "]}\n"
        "nodes:\n"
        "  - {name: root, address: 192.0.2.1, roles: [root, cluster], cluster: edge}\n"
        "  - {name: \"w[1-6]\", address: \"192.0.2.[11-16]\", roles: [worker], cluster: edge}\n"
    );
    request_.plan.kind = plans::PlanKind::rotate;
    request_.plan.slots = 1;
    request_.plan.state = state;
  }

  OrFailure<diagnosis::FinishedCheck> perform() {
    auto prepared = prepare_check(inventory_, selection_, request_);
    if (!prepared) return prepared.error();
    return perform_check(*engine_, std::move(*prepared), listener_);
  }
  Failure failure_of(const OrFailure<diagnosis::FinishedCheck>& check) {
    EXPECT_FALSE(check);
    return check ? Failure{} : check.error();
  }

  std::unique_ptr<Engine> engine_;
  // Of six nodes, with agents that make up their evidence.
  inventory::Inventory inventory_ = check::small_deployment("", "[" OAKPROBE_FAKE_AGENT "]");
  inventory::PathSelection selection_;
  CheckRequest request_;
  Listener listener_;
};

TEST_F(PerformCheckTest, GivesWhatWasFound) {
  request_.deployment = "my.yaml";
  request_.fail_on.degraded = true;
  const auto check = perform();
  ASSERT_TRUE(check);
  EXPECT_GT(check->summary.paths, 0U);
  EXPECT_GT(check->summary.blocked, 0U) << "so the agents say";
  EXPECT_FALSE(check->interrupted);
  EXPECT_EQ(check->deployment, "my.yaml");
  EXPECT_TRUE(check->fail_on.degraded);
  EXPECT_EQ(check->listed, diagnosis::PathList::all);
  EXPECT_EQ(check->started.size(), std::string("2026-01-01T00:00:00Z").size());
  EXPECT_LE(check->started, check->finished);
  EXPECT_THAT(listener_.told, ElementsAre("ready", "began", "ended"));
  EXPECT_EQ(listener_.phases.front(), check::Phase::starting);
  EXPECT_EQ(listener_.phases.back(), check::Phase::disarming);
  EXPECT_THAT(listener_.agents, IsEmpty()) << "nobody asked for them";
}

TEST_F(PerformCheckTest, CanBeAskedAgain) {
  const auto first = perform();
  const auto second = perform();
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->run_id, second->run_id);
  EXPECT_EQ(first->summary, second->summary);
  EXPECT_EQ(first->nodes[0].observation.agent, diagnosis::AgentState::reached);
  EXPECT_EQ(second->nodes[0].observation.agent, diagnosis::AgentState::reached);
}

TEST_F(PerformCheckTest, FindsTheAgentsThatWereKept) {
  engine_.reset();  // which must be the only one when it starts
  engine_ = std::move(*Engine::start(fleet::Keep::yes));
  listener_.wants_agents = true;
  const auto first = perform();
  EXPECT_THAT(listener_.agents, ::testing::Contains(HasSubstr("w2: up: ")));
  listener_.agents.clear();
  const auto second = perform();
  EXPECT_THAT(listener_.agents, IsEmpty()) << "none was started";
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->summary, second->summary);
  engine_->close();
  EXPECT_EQ(engine_->fleet().size(), 0U);
  EXPECT_TRUE(perform()) << "a closed one starts agents anew";
}

TEST_F(PerformCheckTest, TellsOfEachAgentWhoeverWantsToKnow) {
  listener_.wants_agents = true;
  ASSERT_TRUE(perform());
  EXPECT_THAT(listener_.agents, ::testing::IsSupersetOf({std::string("w1: " OAKPROBE_FAKE_AGENT)}));
  EXPECT_THAT(listener_.agents, ::testing::Contains(HasSubstr("w2: up: ")));
}

TEST_F(PerformCheckTest, AnInterruptedOneIsAValueThatSaysSo) {
  listener_.interrupts = true;
  const auto check = perform();
  ASSERT_TRUE(check);
  EXPECT_TRUE(check->interrupted);
  EXPECT_EQ(check->summary.unknown, check->summary.paths);
  EXPECT_THAT(listener_.told, ElementsAre("ready", "began", "ended"));
}

TEST_F(PerformCheckTest, NothingSelectedIsAWrongInput) {
  selection_.sources = {NodeId{2}};
  selection_.targets = {NodeId{2}};
  const Failure failure = failure_of(perform());
  EXPECT_EQ(failure.kind, FailureKind::wrong_input);
  EXPECT_THAT(failure.messages, ElementsAre(HasSubstr("nothing is selected")));
  EXPECT_THAT(listener_.told, IsEmpty());
}

TEST_F(PerformCheckTest, AgentsThatCantBeStartedSoAreAWrongInput) {
  request_.agents.user = "pi";  // and no agent is started by ssh
  const Failure failure = failure_of(perform());
  EXPECT_EQ(failure.kind, FailureKind::wrong_input);
  EXPECT_THAT(failure.messages, ElementsAre(HasSubstr("--user can't be given to")));
}

TEST_F(PerformCheckTest, WhoeverIsAskedBeforeCanRefuse) {
  for (const FailureKind kind : {FailureKind::oakprobe_failed, FailureKind::interrupted}) {
    listener_ = Listener();
    listener_.refusal = Failure{kind, {"not now"}, {}, {}};
    const Failure failure = failure_of(perform());
    EXPECT_EQ(failure.kind, kind);
    EXPECT_THAT(failure.messages, ElementsAre("not now"));
    EXPECT_THAT(listener_.told, ElementsAre("ready")) << "nothing was begun";
  }
}

TEST_F(PerformCheckTest, ARotationThatCantBeKeptIsAFailureBeforeAnythingIsSent) {
  rotate("/proc/nowhere/state.json");
  const Failure failure = failure_of(perform());
  EXPECT_EQ(failure.kind, FailureKind::oakprobe_failed);
  EXPECT_THAT(failure.messages, ElementsAre(HasSubstr("name another with --state")));
  EXPECT_THAT(listener_.told, IsEmpty());
}

TEST_F(PerformCheckTest, ARotationGoesOnFromCheckToCheck) {
  std::string name = ::testing::TempDir() + "oakprobe-perform-XXXXXX";
  const std::string directory = ::mkdtemp(name.data());
  rotate(directory + "/state.json");
  const auto first = perform();
  ASSERT_TRUE(first);
  ASSERT_TRUE(first->coverage.rotation);
  EXPECT_TRUE(first->coverage.rotation->kept);
  fs::resize_file(*request_.plan.state, 5);
  const auto second = perform();
  ASSERT_TRUE(second);
  ASSERT_TRUE(second->coverage.rotation);
  EXPECT_TRUE(second->coverage.rotation->begun_anew);
  EXPECT_THAT(
      listener_.told,
      ElementsAre(
          "ready",
          "began",
          "ended",
          "warned: " + *request_.plan.state + " is damaged and was put aside as " +
              *request_.plan.state + ".damaged; the rotation begins anew",
          "ready",
          "began",
          "ended"
      )
  );
  fs::remove_all(directory);
}

TEST_F(PerformCheckTest, WhatIsThrownIsAFailureOfOakprobe) {
  listener_.throws_in = check::Phase::arming;  // agents are up
  const Failure failure = failure_of(perform());
  EXPECT_EQ(failure.kind, FailureKind::oakprobe_failed);
  EXPECT_THAT(failure.messages, ElementsAre("no memory is left"));
  EXPECT_THAT(listener_.told, ElementsAre("ready", "began", "ended"));
  EXPECT_THAT(failure_of(perform()).messages, ElementsAre(HasSubstr("an earlier check broke off")));
}

}  // namespace
}  // namespace oakprobe::app
