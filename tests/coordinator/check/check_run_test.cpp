#include "coordinator/check/check_run.hpp"

#include "coordinator/diagnosis/verdict.hpp"
#include "coordinator/telling/tell.hpp"
#include "tests/coordinator/check/small_deployment.hpp"
#include "tests/support/run_coroutine.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::check {
namespace {

using namespace std::chrono_literals;
using diagnosis::AgentState;
using diagnosis::Status;
using ::testing::HasSubstr;
using testing::run_coroutine;

constexpr std::uint32_t w2 = 3;
constexpr std::uint32_t internet = 5;

class CheckRunTest : public ::testing::Test {
 protected:
  // A check of the small deployment; all its agents are fakes, and w2's behaves as told.
  diagnosis::FinishedCheck check(const std::string& behaviour) {
    std::string extra;
    if (!behaviour.empty())
      extra = ", agent: {command: [" OAKPROBE_FAKE_AGENT ", " + behaviour + "]}";
    run.emplace(
        io.get_executor(),
        small_deployment(extra, "[" OAKPROBE_FAKE_AGENT "]"),
        selection,
        plans::PathPlan(),
        settings,
        fleet.emplace(io.get_executor(), nullptr, settings.limits),
        [this](const Progress& now) { on_progress(now); }
    );
    return run_coroutine(io, run->run());
  }
  virtual void on_progress(const Progress& now) { progress.push_back(now); }

  asio::io_context io{1};
  inventory::PathSelection selection;
  CheckSettings settings;
  std::optional<fleet::Fleet> fleet;
  std::optional<CheckRun> run;
  std::vector<Progress> progress;
};

TEST_F(CheckRunTest, JudgesEveryPath) {
  const auto finished = check("");
  EXPECT_EQ(finished.run_id.size(), 16U);
  EXPECT_EQ(finished.summary.paths, run->path_count());
  EXPECT_FALSE(finished.interrupted);
  for (const diagnosis::FinishedPath& path : finished.paths) {
    const auto& flow = finished.inventory.flow(path.id.flow);
    const bool from_outside = path.id.source == NodeId{internet};
    EXPECT_EQ(path.dial.has_value(), !from_outside) << flow.id;
    if (flow.expect == inventory::Expect::closed) continue;
    // What the fakes tell.
    EXPECT_EQ(path.verdict->status, Status::blocked)
        << flow.id << ": " << telling::tell(finished, path).message;
  }
  EXPECT_EQ(finished.nodes[internet].observation.agent, AgentState::none);
  EXPECT_EQ(finished.nodes[w2].observation.agent, AgentState::reached);
  ASSERT_FALSE(progress.empty());
  EXPECT_EQ(progress.back().phase, Phase::disarming);
  EXPECT_EQ(progress.back().done, progress.back().total);
}

struct Row {
  const char* name;
  const char* behaviour;
  AgentState state;
  const char* words;
};

// Five workers of which one fails in the second round: what the first one brought stands.
class DrillDown : public CheckRunTest {
 protected:
  diagnosis::FinishedCheck check_workers(const std::string& behaviour) {
    const auto worker = [&](int number) {
      const std::string agent = number == 2 && !behaviour.empty()
                                    ? "[" OAKPROBE_FAKE_AGENT ", " + behaviour + "]"
                                    : "[" OAKPROBE_FAKE_AGENT "]";
      const std::string name = std::to_string(number);
      return "  - {name: w" + name + ", address: 192.0.2.1" + name +
             ", roles: [worker], cluster: edge, agent: {command: " + agent + "}}\n";
    };
    std::string text =
        "version: 1\nnodes:\n"
        "  - {name: root, address: 192.0.2.1, roles: [root], agent: none}\n"
        "  - {name: edge, address: 192.0.2.2, roles: [cluster], cluster: edge, agent: none}\n";
    for (int number = 1; number <= 5; ++number) text += worker(number);
    auto inventory = read_inventory(text);
    selection.flows = {inventory.find_flow("worker-tunnel").value()};
    const auto plan = plans::make_plan(inventory, selection, plans::PlanKind::cover, {});
    planned = plan.tried();
    run.emplace(
        io.get_executor(),
        std::move(inventory),
        selection,
        plan,
        settings,
        fleet.emplace(io.get_executor(), nullptr, settings.limits),
        [this](const Progress& now) { on_progress(now); }
    );
    return run_coroutine(io, run->run());
  }

  std::uint64_t planned = 0;
};

TEST_F(DrillDown, TriesMoreAroundWhatFails) {
  const auto finished = check_workers("");
  EXPECT_GT(finished.paths.size(), planned);
  EXPECT_EQ(finished.coverage.tried, finished.paths.size());
  EXPECT_EQ(finished.coverage.possible, 20U);
  for (const auto& path : finished.paths)
    EXPECT_EQ(path.verdict->status, Status::blocked) << telling::tell(finished, path).message;
}

TEST_F(DrillDown, KeepsWhatWasToldByAnAgentThatIsLostInIt) {
  settings.limits.late = settings.limits.answer = 2'000ms;
  const auto without = check_workers("");
  std::size_t known = 0;
  for (const auto& path : without.paths) known += path.id.source == NodeId{3} ? 1 : 0;
  for (const char* behaviour :
       {"die, probe, 2", "hang, evidence-request, 2", "truncate, evidence-request, 2"}) {
    SCOPED_TRACE(behaviour);
    const auto finished = check_workers(behaviour);
    std::size_t still = 0;
    for (const auto& path : finished.paths)
      if (path.id.source == NodeId{3} && path.dial) {
        ++still;
        EXPECT_EQ(path.verdict->status, Status::blocked) << telling::tell(finished, path).message;
      }
    EXPECT_GE(still, 2U) << "of the first round";
    EXPECT_LE(still, known);
  }
}

TEST_F(CheckRunTest, OneAgentsFailureCostsOnlyItsPaths) {
  const Row rows[] = {
      {"hangs before hello", "silent", AgentState::unreachable, "said nothing"},
      {"prints garbage", "endless-banner", AgentState::unreachable, "lorem ipsum"},
      {"hangs at facts", "hang, facts-request", AgentState::lost, "facts-request"},
      {"hangs at arm", "hang, arm", AgentState::lost, "'arm'"},
      {"hangs at probe", "hang, probe", AgentState::lost, "'probe'"},
      {"hangs at evidence", "hang, evidence-request", AgentState::lost, "'evidence-request'"},
      {"dies at facts", "die, facts-request", AgentState::lost, "out of luck"},
      {"dies at arm", "die, arm", AgentState::lost, "out of luck"},
      {"dies at probe", "die, probe", AgentState::lost, "out of luck"},
      {"dies at evidence", "die, evidence-request", AgentState::lost, "out of luck"},
      {"half a frame", "truncate, probe", AgentState::lost, "middle of a frame"},
      {"other ports", "other-ports", AgentState::lost, "other ports"},
      {"endless evidence", "evidence, evidence-request", AgentState::lost, "without end"},
      {"others' evidence", "others-evidence, evidence-request", AgentState::lost, "not to send"},
      {"a flood", "keepalives, probe", AgentState::lost, "floods"},
      {"trickles its greeting", "trickled-greeting", AgentState::unreachable, "greeting"},
      {"trickles a frame", "trickle, arm", AgentState::lost, "'arm'"},
      {"parts now and then", "parts, evidence-request", AgentState::lost, "evidence"},
      {"what can't be", "impossible-evidence, evidence-request", AgentState::lost, "can't be"},
      {"nested deep", "deep, probe", AgentState::lost, "nested too deeply"},
      {"dies at a closer look", "die, look", AgentState::reached, "out of luck"},
      {"other looks", "other-looks", AgentState::reached, "other closer looks"},
      {"hangs at what looks brought",
       "hang, look-receipts-request",
       AgentState::reached,
       "'look-receipts-request'"},
      {"an unknown type", "unknown-type, disarm", AgentState::reached, "unknown type"},
  };
  const auto without = check("");
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    // Long enough for the others on a busy machine, short enough for a test.
    settings.limits.hello = settings.limits.answer = 2'000ms;
    settings.limits.late = 500ms;
    settings.probing.attempts = 1;
    settings.probing.timeout_ms = 10;
    const auto finished = check(row.behaviour);
    const diagnosis::NodeObservation& node = finished.nodes[w2].observation;
    EXPECT_EQ(node.agent, row.state) << name_of(node.agent);
    EXPECT_THAT(node.agent_error, HasSubstr(row.words));
    for (std::size_t at = 0; at < finished.paths.size(); ++at) {
      const diagnosis::FinishedPath path = finished.paths[at];
      const auto& flow = finished.inventory.flow(path.id.flow);
      if (flow.expect != inventory::Expect::open) continue;
      if (path.id.source == NodeId{w2} && row.state != AgentState::reached) {
        EXPECT_EQ(path.verdict->status, Status::unknown) << telling::tell(finished, path).message;
      } else if (path.id.source != NodeId{w2} && path.id.target != NodeId{w2}) {
        const auto same = without.paths[at];
        EXPECT_EQ(path.verdict->status, same.verdict->status)
            << telling::tell(finished, path).message;
        EXPECT_EQ(telling::tell(finished, path).message, telling::tell(without, same).message);
      }
    }
  }
}

TEST_F(CheckRunTest, AFailureAtTheEndLeavesTheEvidence) {
  const auto finished = check("die, disarm");
  EXPECT_EQ(finished.nodes[w2].observation.agent, AgentState::reached);
  EXPECT_THAT(finished.nodes[w2].observation.agent_error, HasSubstr("out of luck"));
  for (const diagnosis::FinishedPath& path : finished.paths) {
    if (path.id.source != NodeId{w2}) continue;
    EXPECT_EQ(path.verdict->status, Status::blocked) << telling::tell(finished, path).message;
  }
}

TEST_F(CheckRunTest, StartsOnlyTheAgentsThatItNeeds) {
  selection.sources = {NodeId{w2}};
  const auto finished = check("");
  EXPECT_EQ(finished.nodes[0].observation.agent, AgentState::none) << "nothing is dialled at root";
  EXPECT_EQ(finished.nodes[w2].observation.agent, AgentState::reached);
}

// Ctrl-C the moment that all were asked: what is on its way still counts.
class InterruptedWhileCollecting : public CheckRunTest {
 protected:
  void on_progress(const Progress& now) override {
    CheckRunTest::on_progress(now);
    if (now.phase == Phase::collecting) asio::post(io, [this] { run->interrupt(); });
  }
};

TEST_F(InterruptedWhileCollecting, TakesWhatIsOnItsWay) {
  const auto finished = check("");
  EXPECT_TRUE(finished.interrupted);
  for (const diagnosis::FinishedNode& node : finished.nodes) {
    EXPECT_EQ(node.observation.evidence_complete, node.observation.agent == AgentState::reached);
  }
  EXPECT_EQ(finished.nodes[w2].observation.agent, AgentState::reached);
}

class Interrupted : public CheckRunTest, public ::testing::WithParamInterface<Phase> {
 protected:
  void on_progress(const Progress& now) override {
    CheckRunTest::on_progress(now);
    if (now.phase == GetParam()) asio::post(io, [this] { run->interrupt(); });
  }
};

TEST_P(Interrupted, StillJudgesAndEndsSoon) {
  const auto begin = net::Clock::now();
  const auto finished = check(
      GetParam() == Phase::starting     ? "silent"
      : GetParam() == Phase::collecting ? "hang, evidence-request"
                                        : "hang, probe"
  );
  EXPECT_TRUE(finished.interrupted);
  EXPECT_EQ(finished.summary.paths, run->path_count());
  EXPECT_LT(net::Clock::now() - begin, 7s) << "shorter than any of the limits it may wait for";
}

INSTANTIATE_TEST_SUITE_P(
    AllPhases,
    Interrupted,
    ::testing::Values(
        Phase::starting, Phase::reading_facts, Phase::arming, Phase::probing, Phase::collecting
    )
);

// So many paths that judging takes many turns of the event loop, of which others have one between
// two slices. All are of nodes without agents but for one, which holds ports.
class InterruptedWhileJudging : public CheckRunTest {
 protected:
  // The turns between what was collected and the disarming; interrupted after so many, if ever.
  diagnosis::FinishedCheck check_many(std::optional<std::size_t> interrupted_after) {
    interrupted_after_ = interrupted_after;
    turns_ = turns_after_ = 0;
    counting_ = false;
    auto inventory = read_inventory(
        "version: 1\n"
        "defaults:\n"
        "  agent: none\n"
        "nodes:\n"
        "  - {name: root, address: 192.0.2.1, roles: [root]}\n"
        "  - {name: edge, address: 192.0.2.2, roles: [cluster], cluster: edge}\n"
        "  - {name: \"w[1-250]\", address: \"198.51.100.[1-250]\", roles: [worker], cluster: "
        "edge}\n"
        "  - {name: real, address: 192.0.2.3, roles: [worker], cluster: edge,\n"
        "     agent: {command: [" OAKPROBE_FAKE_AGENT "]}}\n"
    );
    selection.flows = {inventory.find_flow("worker-tunnel").value()};
    run.emplace(
        io.get_executor(),
        std::move(inventory),
        selection,
        plans::PathPlan(),
        settings,
        fleet.emplace(io.get_executor(), nullptr, settings.limits),
        [this](const Progress& now) { on_progress(now); }
    );
    return run_coroutine(io, run->run());
  }
  void on_progress(const Progress& now) override {
    if (now.phase == Phase::collecting && now.done == now.total && !counting_) {
      counting_ = true;
      asio::post(io, [this] { count(); });
    }
    if (now.phase > Phase::collecting) counting_ = false;
  }
  void count() {
    if (!counting_) return;
    if (turns_++ == interrupted_after_) run->interrupt();
    if (turns_ > interrupted_after_.value_or(turns_)) ++turns_after_;
    asio::post(io, [this] { count(); });
  }

  std::optional<std::size_t> interrupted_after_;
  bool counting_ = false;
  std::size_t turns_ = 0;
  std::size_t turns_after_ = 0;  // since the interruption
};

TEST_F(InterruptedWhileJudging, DisarmsBeforeItJudgesOn) {
  const auto whole = check_many({});
  const std::size_t turns = turns_;
  ASSERT_GE(turns, 15U) << "it takes long";
  for (const std::size_t after : {turns / 4, turns / 2}) {
    SCOPED_TRACE(after);
    const auto finished = check_many(after);
    EXPECT_LE(turns_after_, 3U);
    EXPECT_TRUE(finished.interrupted);
    EXPECT_EQ(finished.summary.paths, run->path_count());
    EXPECT_EQ(finished.summary, whole.summary) << "all is judged behind it";
  }
}

}  // namespace
}  // namespace oakprobe::check
