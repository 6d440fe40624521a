#include "coordinator/check/check_run.hpp"

#include "coordinator/check/agent_start.hpp"
#include "coordinator/check/drill_down.hpp"
#include "coordinator/check/finish_check.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <deque>
#include <utility>

namespace oakprobe::check {

CheckRun::CheckRun(
    asio::any_io_executor executor,
    inventory::Inventory inventory,
    inventory::PathSelection selection,
    plans::PathPlan plan,
    CheckSettings settings,
    fleet::Fleet& fleet,
    ProgressHook progress
)
    : executor_(std::move(executor)),
      selection_(std::move(selection)),
      plan_(std::move(plan)),
      settings_(std::move(settings)),
      fleet_(fleet),
      turns_(std::move(progress)),
      identity_(draw_run_identity()),
      settling_(executor_),
      check_(begin_check(std::move(inventory))),
      judging_(check_) {
  for (const auto& count : plans::count_paths(check_.inventory, selection_, plan_))
    path_count_ += count.paths;
}

asio::awaitable<diagnosis::FinishedCheck> CheckRun::run() {
  check_.run_id = to_string(identity_.id);
  co_await plan_paths();
  if (fleet_.keeps()) {
    auto keys = agent_keys(check_.inventory, settings_);
    co_await fleet_.keep_only(std::move(keys));
  }
  borrow_agents();
  const std::size_t all = nodes_.size();
  co_await run_phase(Phase::starting, &CheckRun::start, settings_.agents_at_once);
  if (settings_.sudo_password) settings_.sudo_password->forget();
  co_await run_phase(Phase::reading_facts, &CheckRun::ask_facts, asked_at_once);
  disown_misplaced(false);
  plan_arming();
  co_await run_phase(Phase::arming, &CheckRun::arm, asked_at_once);
  postpone_questions();
  if (settings_.brief || can_be_brief()) settings_.probing.settle_ms = 0;
  plan_probing();
  co_await probe_and_collect();
  disown_misplaced(true);
  co_await await_late_errors();
  co_await ask_later();
  if (plan_.kind == plans::PlanKind::cover) co_await drill_down();
  const bool looks = co_await plan_looking();
  if (looks) co_await look_closer();
  co_await run_phase(Phase::disarming, &CheckRun::disarm, all);
  const bool cut_short = interrupted_;  // what comes while judging leaves nothing out
  if (!joined_) co_await join_evidence();
  co_await judge();
  give_agents_back();
  check_.interrupted = cut_short;
  check_.coverage.plan = plan_.kind;
  check_.coverage.possible = plan_.possible();
  check_.coverage.tried = mesh_paths(check_, plan_);
  for (const plans::MeshPlan& one : plan_.meshes) {
    check_.coverage.clusters_crossed &= one.groups.clusters > 0;
    check_.coverage.network_prefix = std::min(check_.coverage.network_prefix, one.groups.prefix);
  }
  co_return std::move(check_);
}

void CheckRun::interrupt() {
  if (interrupted_) return;
  interrupted_ = true;
  turns_.interrupt();
  // While disarming there is nothing left to cut short.
  if (turns_.phase() == Phase::disarming) return;
  const bool collecting = turns_.phase() == Phase::collecting;
  settling_.cancel();
  for (const NodeRun& node : nodes_) {
    if (node.link == nullptr) continue;
    if (collecting)
      node.link->hurry(settings_.limits.interrupted);  // it is on its way
    else
      node.link->interrupt();
  }
}

WaitedFor CheckRun::waited_for(std::size_t named_max) const {
  return turns_.waited_for(named_max, [this](std::size_t node) {
    return check_.inventory.nodes[node].name;
  });
}

asio::awaitable<void> CheckRun::run_phase(Phase phase, Step step, std::size_t at_once) {
  std::deque<PhaseTurns::Turn> turns;
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    if (nodes_[node].link == nullptr) continue;
    const NodeId id{static_cast<std::uint32_t>(node)};
    turns.push_back({node, phase == Phase::probing ? probe_plan_->path_count(id) : 1});
  }
  PhaseTurns::Step take = [this, step](std::size_t node) { return (this->*step)(node); };
  co_await turns_.take(phase, std::move(turns), std::move(take), at_once);
}

asio::awaitable<void> CheckRun::judge() {
  note_agents();
  ProbedRounds probed;
  for (const NodeRun& node : nodes_) probed.push_back(node.probed);
  judging_.begin(probed);
  while (!must_disarm() && judging_.advance()) co_await asio::post(executor_, asio::use_awaitable);
}

diagnosis::NodeObservation& CheckRun::observation(std::size_t node) {
  return check_.nodes[node].observation;
}

}  // namespace oakprobe::check
