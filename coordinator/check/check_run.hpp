#pragma once

#include "coordinator/check/arm_plan.hpp"
#include "coordinator/check/check_settings.hpp"
#include "coordinator/check/evidence_collector.hpp"
#include "coordinator/check/finish_check.hpp"
#include "coordinator/check/node_run.hpp"
#include "coordinator/check/phase_turns.hpp"
#include "coordinator/check/probe_plan.hpp"
#include "coordinator/check/rule_orders.hpp"
#include "coordinator/check/run_identity.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/fleet/fleet.hpp"
#include "plans/path_plan.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace oakprobe::check {

namespace asio = boost::asio;

// One check, from the start of the agents to the verdicts, in phases that all agents end before the
// next begins. The agents are borrowed from a fleet, which outlives it. An agent that fails costs
// the paths that need it their answer, and nothing else. Only nodes at the end of a selected path
// get an agent; the others' state is `none`.
class CheckRun {
 public:
  CheckRun(
      asio::any_io_executor executor,
      inventory::Inventory inventory,
      inventory::PathSelection selection,
      plans::PathPlan plan,
      CheckSettings settings,
      fleet::Fleet& fleet,
      ProgressHook progress
  );

  [[nodiscard]] std::size_t path_count() const { return path_count_; }
  [[nodiscard]] std::string run_id() const { return to_string(identity_.id); }

  // While it runs: the nodes whose part of the phase has begun and not ended.
  [[nodiscard]] WaitedFor waited_for(std::size_t named_max) const;

  // Once. Without `started` and `finished`: the caller has the clock.
  [[nodiscard]] asio::awaitable<diagnosis::FinishedCheck> run();

  // Starts nothing new, disarms within 2 s, and judges by what is known.
  void interrupt();

 private:
  // A question's time runs from when it is asked: agents that share a machine, and those that share
  // the way to us, must not wait for a crowd. One that hangs falls silent, wherever it stands.
  static constexpr std::size_t asked_at_once = 64;

  using Step = asio::awaitable<void> (CheckRun::*)(std::size_t node);

  // Takes the step for every node, so many at a time.
  asio::awaitable<void> run_phase(Phase phase, Step step, std::size_t at_once);

  asio::awaitable<void> start(std::size_t node);
  asio::awaitable<void> ask_facts(std::size_t node);
  asio::awaitable<void> arm(std::size_t node);
  asio::awaitable<void> probe(std::size_t node);
  asio::awaitable<void> collect(std::size_t node);
  asio::awaitable<void> look(std::size_t node);
  asio::awaitable<void> collect_looks(std::size_t node);
  asio::awaitable<void> watch_rules(std::size_t node);
  asio::awaitable<void> collect_rules(std::size_t node);
  asio::awaitable<void> disarm(std::size_t node);

  [[nodiscard]] asio::awaitable<void> plan_paths();
  void borrow_agents();
  void give_agents_back();
  void plan_arming();
  [[nodiscard]] std::uint32_t run_seconds(std::size_t node) const;
  void allow_taps();
  // Not each of a crowd is to start a reader of rules, which most would not need.
  [[nodiscard]] bool reads_rules() const;
  [[nodiscard]] std::vector<bool> diallers() const;  // by NodeId
  void postpone_questions();
  // Drops what agents told that run on another node's machine.
  void disown_misplaced(bool probed);
  [[nodiscard]] bool is_usable(std::size_t node) const {
    return nodes_[node].link != nullptr && nodes_[node].link->usable();
  }
  [[nodiscard]] bool is_at_home(std::size_t node) const {
    return check_.nodes[node].observation.misplaced.empty();
  }
  void plan_probing();
  // Probes, and collects what all agents saw so far.
  [[nodiscard]] asio::awaitable<void> probe_and_collect();
  // Interrupted, and ports are held: what takes long waits until they are free.
  [[nodiscard]] bool must_disarm() const {
    return interrupted_ && turns_.phase() != Phase::disarming;
  }
  // Puts together what both ends' taps saw, unless it must wait.
  [[nodiscard]] asio::awaitable<void> join_evidence();
  // Every target has an agent: then most silent paths are explained by what these saw, and the
  // others can be waited for when that is known.
  [[nodiscard]] bool can_be_brief() const;
  // Silent UDP paths are listened to until nothing more can come, and told anew.
  [[nodiscard]] asio::awaitable<void> await_late_errors();
  // Those that waited ask running services, too, or connect to them.
  [[nodiscard]] asio::awaitable<void> ask_later();
  // Tries more around what fails, where the plan thinned a mesh.
  [[nodiscard]] asio::awaitable<void> drill_down();
  // Plans a round more of probing; false: none of the paths can be tried.
  [[nodiscard]] bool add_further(const std::vector<inventory::ExpectedPath>& further);
  [[nodiscard]] asio::awaitable<bool> plan_looking();
  [[nodiscard]] RuleReaders rule_readers() const;
  // The closer look, between two readings of the packet filters that may end what it sends.
  [[nodiscard]] asio::awaitable<void> look_closer();
  void note_agents();
  // By what came in so far, unless it must wait. Between two slices agents are heard, and told that
  // we are there.
  [[nodiscard]] asio::awaitable<void> judge();
  void note_sendings();
  [[nodiscard]] diagnosis::NodeObservation& observation(std::size_t node);

  asio::any_io_executor executor_;
  inventory::PathSelection selection_;
  plans::PathPlan plan_;
  CheckSettings settings_;
  fleet::Fleet& fleet_;
  PhaseTurns turns_;
  RunIdentity identity_;
  bool interrupted_ = false;
  bool joined_ = true;           // all evidence that came in
  bool questions_wait_ = false;  // for the answers that others get
  asio::steady_timer settling_;

  diagnosis::FinishedCheck check_;
  Judging judging_;
  std::size_t path_count_ = 0;
  unsigned round_ = planned_round;  // of the probing (finish_check.hpp)
  std::unique_ptr<EvidenceCollector> collector_;
  std::optional<ArmPlan> arm_plan_;      // while arming
  std::optional<ProbePlan> probe_plan_;  // of this round
  std::shared_ptr<fleet::SendingTally> sendings_;
  std::vector<NodeRun> nodes_;                 // by NodeId
  std::chrono::milliseconds probing_limit_{};  // of the longest order: agents may share a machine
  std::chrono::milliseconds looking_limit_{};  // as probing_limit_
};

}  // namespace oakprobe::check
