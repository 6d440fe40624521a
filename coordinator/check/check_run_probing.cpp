#include "coordinator/check/check_run.hpp"
#include "coordinator/check/drill_down.hpp"
#include "coordinator/check/finish_check.hpp"
#include "coordinator/check/handshakes.hpp"
#include "coordinator/check/late_errors.hpp"
#include "coordinator/check/pace.hpp"
#include "coordinator/check/spared_tables.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

// The rounds of the probing: who dials what, and what all saw of it.
namespace oakprobe::check {

using fleet::Taken;

std::vector<bool> CheckRun::diallers() const {
  std::vector<bool> dials(nodes_.size());
  for (std::size_t node = 0; node < nodes_.size(); ++node)
    dials[node] = nodes_[node].armed && nodes_[node].link->usable() && is_at_home(node);
  return dials;
}

void CheckRun::postpone_questions() {
  note_ends(check_);
  const Rotation rotation(check_.nodes.size(), identity_.seed);
  for (const std::uint32_t position :
       later_questions(check_, diallers(), rotation, settings_.probing)) {
    check_.paths.edit(position)->round = later_questions_round;
    questions_wait_ = true;
  }
}

void CheckRun::plan_probing() {
  arm_plan_.reset();
  const auto spared = spared_paces(check_, settings_.probing.attempts);
  std::set<ServicePort> unasked;
  if (round_ == later_questions_round) unasked = slow_services(check_);
  probe_plan_.emplace(
      check_, round_, diallers(), identity_, settings_.probing, spared, std::move(unasked)
  );
  check_.lowered_pace = probe_plan_->slowed_down();
  probing_limit_ = std::max(probing_limit_, probe_plan_->longest());
}

asio::awaitable<void> CheckRun::probe(std::size_t node) {
  const NodeId source{static_cast<std::uint32_t>(node)};
  if (probe_plan_->path_count(source) == 0) co_return;
  const auto limit = probing_limit_ + settings_.limits.late;
  std::function<Taken(wire::Probed)> take = [](wire::Probed) { return Taken(); };
  wire::Message order = probe_plan_->order(source);
  if (co_await nodes_[node].link->ask<wire::Probed>(std::move(order), limit, std::move(take)))
    nodes_[node].probed = static_cast<std::uint8_t>(nodes_[node].probed | 1U << round_);
}

asio::awaitable<void> CheckRun::collect(std::size_t node) {
  if (!nodes_[node].armed || !is_at_home(node)) co_return;
  std::function<Taken(wire::Evidence)> take = [this, node](wire::Evidence evidence) {
    const bool last = evidence.last;
    const NodeId from{static_cast<std::uint32_t>(node)};
    return Taken{last, collector_->accept(from, std::move(evidence))};
  };
  const auto limit = interrupted_ ? settings_.limits.interrupted
                                  : collecting_time(nodes_[node].paths, settings_.limits.answer);
  wire::Message question = wire::EvidenceRequest();
  static_cast<void>(
      co_await nodes_[node].link->ask<wire::Evidence>(std::move(question), limit, std::move(take))
  );
}

asio::awaitable<void> CheckRun::join_evidence() {
  joined_ = false;
  HandshakeJoin join(check_, collector_->handshakes());
  while (!must_disarm()) {
    joined_ = !join.advance();
    if (joined_) co_return;
    co_await asio::post(executor_, asio::use_awaitable);
  }
}

asio::awaitable<void> CheckRun::probe_and_collect() {
  co_await run_phase(Phase::probing, &CheckRun::probe, nodes_.size());
  probe_plan_.reset();
  co_await run_phase(Phase::collecting, &CheckRun::collect, asked_at_once);
  co_await join_evidence();
}

bool CheckRun::can_be_brief() const {
  if (path_count_ > paths_collected_twice_max) return false;
  const std::vector<bool> present = diallers();
  return std::ranges::all_of(check_.paths, [&](const diagnosis::FinishedPath& path) {
    return present[index_of(path.id.target)];
  });
}

asio::awaitable<void> CheckRun::await_late_errors() {
  if (settings_.probing.settle_ms > 0 || settings_.brief || interrupted_) co_return;
  settings_.probing.settle_ms = wire::Probe().settle_ms;  // later rounds tell once
  co_await judge();
  if (interrupted_ || !may_hear_more(check_)) co_return;
  // Since the first attempt of the path that was dialled last.
  const auto waited = std::chrono::milliseconds(settings_.probing.timeout_ms) +
                      (settings_.probing.attempts - 1) * attempt_spacing;
  if (waited >= neighbour_patience) co_return;
  turns_.begin(Phase::settling);
  settling_.expires_after(neighbour_patience - waited);
  boost::system::error_code cancelled;
  co_await settling_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  collector_->begin_again(round_);
  co_await run_phase(Phase::collecting, &CheckRun::collect, asked_at_once);
  co_await join_evidence();
}

asio::awaitable<void> CheckRun::ask_later() {
  if (!questions_wait_ || interrupted_) co_return;
  round_ = later_questions_round;
  plan_probing();
  collector_->begin_again(round_);
  co_await probe_and_collect();
}

asio::awaitable<void> CheckRun::drill_down() {
  // The last round tells what the one before met anew.
  DrilledPairs drilled;
  for (unsigned drills = 0; drills < drilled_rounds_max && !interrupted_; ++drills) {
    co_await judge();
    if (interrupted_ || !add_further(paths_to_corner(check_, plan_, drilled))) co_return;
    co_await probe_and_collect();
  }
}

bool CheckRun::add_further(const std::vector<inventory::ExpectedPath>& further) {
  round_ = std::max(round_, later_questions_round) + 1;
  std::map<PathId, DialledPath> more;
  for (const inventory::ExpectedPath& path : further) {
    DialledPath one = dialled_path(
        check_.inventory, path, check_.nodes[index_of(path.id.target)].observation.facts
    );
    // Behind an exception's own port nobody listens or looks: no path of the plan needed it.
    const std::size_t target = index_of(path.id.target);
    if (nodes_[target].armed && find_port(observation(target).armed, one.listen) == nullptr)
      continue;
    ++nodes_[index_of(path.id.source)].paths;
    ++nodes_[target].paths;
    more.emplace(path.id, std::move(one));
  }
  if (more.empty()) return false;
  const diagnosis::PathBook before = std::exchange(check_.paths, {});
  auto next = more.begin();
  for (const diagnosis::FinishedPath& known : before) {
    for (; next != more.end() && next->first < known.id; ++next)
      add_path(check_, next->second, round_);
    check_.paths.add(known);
  }
  for (; next != more.end(); ++next) add_path(check_, next->second, round_);
  note_ends(check_);
  path_count_ = check_.paths.size();
  plan_probing();
  collector_->begin_again(round_);
  return true;
}

}  // namespace oakprobe::check
