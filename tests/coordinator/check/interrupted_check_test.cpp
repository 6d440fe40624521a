#include "check_run_case.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace oakprobe::check {
namespace {

using namespace std::chrono_literals;
using diagnosis::AgentState;
using testing::run_coroutine;

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
