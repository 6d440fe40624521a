#include "coordinator/check/check_run.hpp"

#include "coordinator/check/agent_start.hpp"
#include "coordinator/check/finish_check.hpp"
#include "coordinator/check/pace.hpp"
#include "net/task_group.hpp"

#include <algorithm>

namespace oakprobe::check {

using diagnosis::AgentState;
using fleet::Taken;

CheckRun::CheckRun(
    asio::any_io_executor executor,
    inventory::Inventory inventory,
    const inventory::PathSelection& selection,
    CheckSettings settings,
    fleet::Undertaker* undertaker,
    ProgressHook progress
)
    : executor_(std::move(executor)),
      settings_(std::move(settings)),
      undertaker_(undertaker),
      progress_hook_(std::move(progress)),
      identity_(draw_run_identity()),
      check_(begin_check(std::move(inventory))) {
  inventory::for_each_path(
      check_.inventory,
      selection,
      [this](const inventory::ExpectedPath& path) { expected_.push_back(path); }
  );
}

asio::awaitable<diagnosis::FinishedCheck> CheckRun::run() {
  check_.run_id = to_string(identity_.id);
  make_links();
  co_await start_agents();
  co_await run_phase(Phase::reading_facts, &CheckRun::ask_facts);
  plan_arming();
  co_await run_phase(Phase::arming, &CheckRun::arm);
  plan_probing();
  co_await run_phase(Phase::probing, &CheckRun::probe);
  co_await run_phase(Phase::collecting, &CheckRun::collect);
  co_await run_phase(Phase::disarming, &CheckRun::disarm);
  note_agents();
  judge_paths(check_, dialled_, probed_);
  check_.interrupted = interrupted_;
  co_return std::move(check_);
}

void CheckRun::interrupt() {
  if (interrupted_) return;
  interrupted_ = true;
  // While disarming there is nothing left to cut short.
  if (progress_.phase == Phase::disarming) return;
  for (const auto& link : links_)
    if (link) link->interrupt();
}

diagnosis::NodeObservation& CheckRun::observation(std::size_t node) {
  return check_.nodes[node].observation;
}

void CheckRun::make_links() {
  const std::size_t nodes = check_.inventory.nodes.size();
  links_.resize(nodes);
  facts_.resize(nodes);
  armed_.resize(nodes);
  probed_.resize(nodes);
  const std::vector<bool> touched = touched_nodes(nodes, expected_);
  for (std::size_t node = 0; node < nodes; ++node) {
    const inventory::Node& described = check_.inventory.nodes[node];
    if (!touched[node] || described.agent.none) continue;
    wire::Hello hello;
    hello.oakprobe = OAKPROBE_VERSION;
    hello.run = identity_.id;
    hello.node = NodeId{static_cast<std::uint32_t>(node)};
    hello.name = described.name;
    links_[node] = std::make_unique<fleet::AgentLink>(
        executor_,
        undertaker_,
        settings_.limits,
        agent_start(described, node, check_.run_id, settings_),
        std::move(hello)
    );
    to_start_.push_back(node);
  }
}

void CheckRun::advance(std::size_t by) {
  progress_.done += by;
  if (progress_hook_) progress_hook_(progress_);
}

asio::awaitable<void> CheckRun::start_agents() {
  progress_ = Progress{Phase::starting, 0, to_start_.size()};
  advance(0);
  std::vector<asio::awaitable<void>> starters;
  const std::size_t at_once = std::clamp<std::size_t>(settings_.agents_at_once, 1, 10'000);
  for (std::size_t i = 0; i < std::min(at_once, to_start_.size()); ++i)
    starters.push_back(start_next());
  co_await net::run_all(std::move(starters));
}

asio::awaitable<void> CheckRun::start_next() {
  while (next_to_start_ < to_start_.size() && !interrupted_) {
    const std::size_t node = to_start_[next_to_start_++];
    static_cast<void>(co_await links_[node]->open());  // note_agents() tells why not
    advance(1);
  }
}

asio::awaitable<void> CheckRun::run_phase(Phase phase, Step step) {
  const bool after_probing = phase == Phase::collecting || phase == Phase::disarming;
  if (interrupted_ && !after_probing) co_return;
  std::vector<asio::awaitable<void>> tasks;
  progress_ = Progress{phase, 0, 0};
  for (std::size_t node = 0; node < links_.size(); ++node) {
    if (!links_[node]) continue;
    progress_.total += phase == Phase::probing ? probe_orders_[node].paths.size() : 1;
    tasks.push_back(run_step(step, node));
  }
  advance(0);
  co_await net::run_all(std::move(tasks));
}

asio::awaitable<void> CheckRun::run_step(Step step, std::size_t node) {
  const bool probing = progress_.phase == Phase::probing;
  co_await (this->*step)(node);
  advance(probing ? probe_orders_[node].paths.size() : 1);
}

asio::awaitable<void> CheckRun::ask_facts(std::size_t node) {
  std::function<Taken(wire::Facts)> take = [this, node](wire::Facts facts) {
    observation(node).facts = facts;
    facts_[node] = std::move(facts);
    return Taken();
  };
  wire::Message question = wire::FactsRequest();
  static_cast<void>(co_await links_[node]->ask<wire::Facts>(
      std::move(question), settings_.limits.answer, std::move(take)
  ));
}

void CheckRun::plan_arming() {
  for (std::size_t node = 0; node < links_.size(); ++node)
    check_.nodes[node].address =
        node_address(check_.inventory.nodes[node], facts_[node]).value_or("auto");
  for (const inventory::ExpectedPath& path : expected_)
    dialled_.push_back(dialled_path(check_.inventory, path, facts_[index_of(path.id.target)]));
  add_paths(check_, dialled_);
  collector_ = std::make_unique<EvidenceCollector>(check_);
  arm_orders_ = arm_orders(check_.inventory, dialled_, facts_, identity_.key, settings_.listen);
}

asio::awaitable<void> CheckRun::arm(std::size_t node) {
  std::function<Taken(wire::Armed)> take = [this, node](wire::Armed armed) {
    const auto& asked = arm_orders_[node].ports;
    const bool answers =
        std::ranges::equal(asked, armed.ports, {}, &wire::ArmPort::port, &wire::ArmedPort::port);
    if (!answers) return Taken{true, "told of other ports than it was asked for"};
    observation(node).armed = std::move(armed.ports);
    armed_[node] = true;
    return Taken();
  };
  wire::Message order = arm_orders_[node];
  static_cast<void>(co_await links_[node]->ask<wire::Armed>(
      std::move(order), settings_.limits.answer, std::move(take)
  ));
}

void CheckRun::plan_probing() {
  ArmedByNode armed(links_.size());
  std::vector<bool> dials(links_.size());
  for (std::size_t node = 0; node < links_.size(); ++node) {
    armed[node] = observation(node).armed;
    dials[node] = armed_[node] && links_[node]->usable();
  }
  const Rotation rotation(links_.size(), identity_.key);
  probe_orders_ =
      probe_orders(check_.inventory, dialled_, dials, armed, rotation, settings_.probing);
}

asio::awaitable<void> CheckRun::probe(std::size_t node) {
  if (probe_orders_[node].paths.empty()) co_return;
  const auto limit = probing_time(probe_orders_[node]) + settings_.limits.late;
  std::function<Taken(wire::Probed)> take = [](wire::Probed) { return Taken(); };
  wire::Message order = probe_orders_[node];
  probed_[node] =
      co_await links_[node]->ask<wire::Probed>(std::move(order), limit, std::move(take));
}

asio::awaitable<void> CheckRun::collect(std::size_t node) {
  if (!armed_[node]) co_return;
  std::function<Taken(wire::Evidence)> take = [this, node](wire::Evidence evidence) {
    const bool last = evidence.last;
    const NodeId from{static_cast<std::uint32_t>(node)};
    return Taken{last, collector_->take(from, std::move(evidence))};
  };
  const auto limit = interrupted_ ? settings_.limits.interrupted : settings_.limits.answer;
  wire::Message question = wire::EvidenceRequest();
  static_cast<void>(
      co_await links_[node]->ask<wire::Evidence>(std::move(question), limit, std::move(take))
  );
}

asio::awaitable<void> CheckRun::disarm(std::size_t node) {
  const auto limit = interrupted_ ? settings_.limits.interrupted : settings_.limits.disarm;
  std::function<Taken(wire::Disarmed)> take = [](wire::Disarmed) { return Taken(); };
  wire::Message order = wire::Disarm();
  if (armed_[node])
    static_cast<void>(
        co_await links_[node]->ask<wire::Disarmed>(std::move(order), limit, std::move(take))
    );
  co_await links_[node]->close();
}

void CheckRun::note_agents() {
  for (std::size_t node = 0; node < links_.size(); ++node) {
    if (!links_[node]) continue;
    const fleet::AgentLink& link = *links_[node];
    diagnosis::NodeObservation& seen = observation(node);
    seen.agent_error = link.last_words();
    seen.privileged = link.opened() && link.welcome().net_raw;
    if (!link.opened())
      seen.agent = AgentState::unreachable;
    else if (link.usable() || seen.evidence_complete)  // what it said stands, however it ended
      seen.agent = AgentState::reached;
    else
      seen.agent = AgentState::lost;
  }
}

}  // namespace oakprobe::check
