#pragma once

#include "coordinator/check/check_settings.hpp"
#include "coordinator/check/evidence_collector.hpp"
#include "coordinator/check/run_identity.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/fleet/agent_link.hpp"
#include "coordinator/fleet/undertaker.hpp"
#include "plans/path_plan.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace oakprobe::check {

namespace asio = boost::asio;

// One check, from the start of the agents to the verdicts, in phases that all agents end before the
// next begins. An agent that fails costs the paths that need it their answer, and nothing else.
// Only nodes at the end of a selected path get an agent; the others' state is `none`.
class CheckRun {
 public:
  CheckRun(
      asio::any_io_executor executor,
      inventory::Inventory inventory,
      const inventory::PathSelection& selection,
      plans::PathPlan plan,
      CheckSettings settings,
      fleet::Undertaker* undertaker,
      ProgressHook progress
  );

  [[nodiscard]] std::size_t path_count() const { return path_count_; }

  // Once. Without `started` and `finished`: the caller has the clock.
  [[nodiscard]] asio::awaitable<diagnosis::FinishedCheck> run();

  // Starts nothing new, disarms within 2 s, and judges by what is known.
  void interrupt();

 private:
  using Step = asio::awaitable<void> (CheckRun::*)(std::size_t node);

  // Takes the step for every node, so many at a time.
  asio::awaitable<void> run_phase(Phase phase, Step step, std::size_t at_once);
  asio::awaitable<void> take_turns(Step step);
  [[nodiscard]] bool is_over(Phase phase) const;

  asio::awaitable<void> start(std::size_t node);
  asio::awaitable<void> ask_facts(std::size_t node);
  asio::awaitable<void> arm(std::size_t node);
  asio::awaitable<void> probe(std::size_t node);
  asio::awaitable<void> collect(std::size_t node);
  asio::awaitable<void> look(std::size_t node);
  asio::awaitable<void> collect_looks(std::size_t node);
  asio::awaitable<void> disarm(std::size_t node);

  void make_links();
  void plan_arming();
  void allow_taps();
  void plan_probing(std::span<const DialledPath> paths);
  // Probes, and collects what all agents saw so far.
  [[nodiscard]] asio::awaitable<void> probe_and_collect();
  // Tries more around what fails, where the plan thinned a mesh.
  [[nodiscard]] asio::awaitable<void> drill_down();
  // Plans a round more of probing; false: none of the paths can be tried.
  [[nodiscard]] bool add_further(const std::vector<inventory::ExpectedPath>& further);
  [[nodiscard]] bool plan_looking();
  void note_agents();
  void advance(std::size_t by);
  [[nodiscard]] diagnosis::NodeObservation& observation(std::size_t node);

  asio::any_io_executor executor_;
  plans::PathPlan plan_;
  CheckSettings settings_;
  fleet::Undertaker* undertaker_;
  ProgressHook progress_hook_;
  Progress progress_;
  RunIdentity identity_;
  bool interrupted_ = false;

  diagnosis::FinishedCheck check_;
  std::vector<inventory::ExpectedPath> expected_;  // in order of flow, source, target; until arming
  std::size_t path_count_ = 0;
  unsigned round_ = 0;                // of the probing
  std::vector<DialledPath> dialled_;  // the same, once facts are known
  std::unique_ptr<EvidenceCollector> collector_;

  // By NodeId.
  std::vector<std::unique_ptr<fleet::AgentLink>> links_;  // null: needs no agent, or has none
  FactsByNode facts_;
  std::vector<wire::Arm> arm_orders_;
  std::vector<bool> armed_;
  std::vector<wire::Probe> probe_orders_;      // each until it is sent
  std::vector<std::size_t> probe_counts_;      // the paths of each
  std::chrono::milliseconds probing_limit_{};  // of the longest plan: agents may share a machine
  std::vector<bool> probed_;                   // its plan is done
  std::vector<wire::LookOrder> look_orders_;
  std::chrono::milliseconds looking_limit_{};  // as probing_limit_
  std::vector<std::size_t> path_counts_;       // of which it is the source or the target
  std::deque<std::size_t> waiting_;            // for their turn in the phase
};

}  // namespace oakprobe::check
