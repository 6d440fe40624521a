#include "check_run_case.hpp"
#include "coordinator/diagnosis/verdict.hpp"
#include "coordinator/telling/tell.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::check {
namespace {

using namespace std::chrono_literals;
using diagnosis::AgentState;
using diagnosis::Status;
using ::testing::HasSubstr;
using testing::run_coroutine;

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

}  // namespace
}  // namespace oakprobe::check
