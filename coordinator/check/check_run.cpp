#include "coordinator/check/check_run.hpp"

#include "coordinator/check/agent_start.hpp"
#include "coordinator/check/drill_down.hpp"
#include "coordinator/check/finish_check.hpp"
#include "coordinator/check/handshakes.hpp"
#include "coordinator/check/late_errors.hpp"
#include "coordinator/check/look_orders.hpp"
#include "coordinator/check/misplaced_agents.hpp"
#include "coordinator/check/pace.hpp"
#include "coordinator/check/spared_tables.hpp"
#include "net/task_group.hpp"
#include "plans/path_walk.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace oakprobe::check {

using diagnosis::AgentState;
using fleet::Taken;

// A question's time runs from when it is asked: agents that share a machine, and those that share
// the way to us, must not wait for a crowd. One that hangs falls silent, wherever it stands.
constexpr std::size_t asked_at_once = 64;

constexpr std::size_t addresses_counted_max = 256;  // of one node's own; docs/trust.md

CheckRun::CheckRun(
    asio::any_io_executor executor,
    inventory::Inventory inventory,
    inventory::PathSelection selection,
    plans::PathPlan plan,
    CheckSettings settings,
    fleet::Undertaker* undertaker,
    ProgressHook progress
)
    : executor_(std::move(executor)),
      selection_(std::move(selection)),
      plan_(std::move(plan)),
      settings_(std::move(settings)),
      undertaker_(undertaker),
      progress_hook_(std::move(progress)),
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
  make_links();
  const std::size_t all = links_.size();
  co_await run_phase(Phase::starting, &CheckRun::start, settings_.agents_at_once);
  if (settings_.sudo_password) settings_.sudo_password->forget();
  co_await run_phase(Phase::reading_facts, &CheckRun::ask_facts, asked_at_once);
  disown_misplaced(false);
  plan_arming();
  co_await run_phase(Phase::arming, &CheckRun::arm, asked_at_once);
  put_off_questions();
  if (can_be_brief()) settings_.probing.settle_ms = 0;
  plan_probing();
  co_await probe_and_collect();
  disown_misplaced(true);
  co_await await_late_errors();
  co_await ask_later();
  if (plan_.kind == plans::PlanKind::cover) co_await drill_down();
  const bool looks = co_await plan_looking();
  if (looks) {
    co_await run_phase(Phase::looking, &CheckRun::look, all);
    co_await run_phase(Phase::looking, &CheckRun::collect_looks, asked_at_once);
    collector_->finish_looks();
  }
  co_await run_phase(Phase::disarming, &CheckRun::disarm, all);
  co_await judge();
  check_.interrupted = interrupted_;
  check_.coverage.plan = plan_.kind;
  check_.coverage.possible = plan_.possible();
  check_.coverage.tried = mesh_paths(check_, plan_);
  for (const plans::MeshPlan& one : plan_.meshes) {
    check_.coverage.clusters_crossed &= one.groups.clusters > 0;
    check_.coverage.network_prefix = std::min(check_.coverage.network_prefix, one.groups.prefix);
  }
  co_return std::move(check_);
}

asio::awaitable<void> CheckRun::join_evidence() {
  HandshakeJoin join(check_, collector_->handshakes());
  while (join.advance()) co_await asio::post(executor_, asio::use_awaitable);
}

asio::awaitable<void> CheckRun::probe_and_collect() {
  co_await run_phase(Phase::probing, &CheckRun::probe, links_.size());
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
  if (settings_.probing.settle_ms > 0 || interrupted_) co_return;
  settings_.probing.settle_ms = wire::Probe().settle_ms;  // later rounds tell once
  co_await judge();
  if (!may_hear_more(check_)) co_return;
  // Since the first attempt of the path that was dialled last.
  const auto waited = std::chrono::milliseconds(settings_.probing.timeout_ms) +
                      (settings_.probing.attempts - 1) * attempt_spacing;
  if (waited >= neighbour_patience) co_return;
  progress_ = Progress{Phase::settling};
  advance(0);
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
    if (!add_further(paths_to_corner(check_, plan_, drilled))) co_return;
    co_await probe_and_collect();
  }
}

bool CheckRun::add_further(const std::vector<inventory::ExpectedPath>& further) {
  round_ = std::max(round_, later_questions_round) + 1;
  std::map<PathId, DialledPath> more;
  for (const inventory::ExpectedPath& path : further) {
    DialledPath one = dialled_path(check_.inventory, path, facts_[index_of(path.id.target)]);
    // Behind an exception's own port nobody listens or looks: no path of the plan needed it.
    const std::size_t target = index_of(path.id.target);
    if (armed_[target] && find_port(observation(target).armed, one.listen) == nullptr) continue;
    ++path_counts_[index_of(path.id.source)];
    ++path_counts_[target];
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

void CheckRun::interrupt() {
  if (interrupted_) return;
  interrupted_ = true;
  // While disarming there is nothing left to cut short.
  if (progress_.phase == Phase::disarming) return;
  const bool collecting = progress_.phase == Phase::collecting;
  settling_.cancel();
  for (const auto& link : links_) {
    if (link && collecting) link->hurry(settings_.limits.interrupted);  // it is on its way
    if (link && !collecting) link->interrupt();
  }
}

WaitedFor CheckRun::waited_for(std::size_t named_max) const {
  WaitedFor waited;
  for (std::size_t node = 0; node < at_work_.size(); ++node) {
    if (!at_work_[node]) continue;
    if (waited.names.size() < named_max) {
      waited.names.push_back(check_.inventory.nodes[node].name);
    } else {
      ++waited.more;
    }
  }
  return waited;
}

diagnosis::NodeObservation& CheckRun::observation(std::size_t node) {
  return check_.nodes[node].observation;
}

asio::awaitable<void> CheckRun::plan_paths() {
  path_counts_.assign(check_.nodes.size(), 0);
  check_.paths.reserve(path_count_);
  const plans::PathWalk::Visit add = [this](const inventory::ExpectedPath& path) {
    ++path_counts_[index_of(path.id.source)];
    ++path_counts_[index_of(path.id.target)];
    add_path(check_, path);
  };
  plans::PathWalk walk(check_.inventory, selection_, plan_);
  while (walk.advance(add)) co_await asio::post(executor_, asio::use_awaitable);
}

void CheckRun::make_links() {
  const std::size_t nodes = check_.inventory.nodes.size();
  links_.resize(nodes);
  sendings_ = std::make_shared<fleet::SendingTally>(nodes, [this] { note_sendings(); });
  facts_.resize(nodes);
  armed_.resize(nodes);
  probed_.resize(nodes);
  at_work_.resize(nodes);
  for (std::size_t node = 0; node < nodes; ++node) {
    const inventory::Node& described = check_.inventory.nodes[node];
    if (path_counts_[node] == 0 || described.agent.none) continue;
    wire::Hello hello;
    hello.oakprobe = OAKPROBE_VERSION;
    hello.run = identity_.id;
    hello.node = NodeId{static_cast<std::uint32_t>(node)};
    hello.name = described.name;
    fleet::AgentStart start = agent_start(described, node, check_.run_id, settings_);
    if (start.push) {
      start.tally = sendings_;
      sendings_->expect(node);
    }
    links_[node] = std::make_unique<fleet::AgentLink>(
        executor_, undertaker_, settings_.limits, std::move(start), std::move(hello)
    );
  }
}

void CheckRun::advance(std::size_t by) {
  progress_.done += by;
  if (progress_hook_) progress_hook_(progress_);
}

void CheckRun::note_sendings() {
  if (progress_.phase != Phase::starting) return;
  progress_.bytes = sendings_->arrived();
  progress_.bytes_total = sendings_->total();
  advance(0);
}

asio::awaitable<void> CheckRun::run_phase(Phase phase, Step step, std::size_t at_once) {
  progress_ = Progress{phase};
  waiting_.clear();
  for (std::size_t node = 0; node < links_.size(); ++node) {
    if (!links_[node]) continue;
    progress_.total += weight(phase, node);
    waiting_.push_back(node);
  }
  if (is_over(phase)) co_return;
  advance(0);
  std::vector<asio::awaitable<void>> tasks;
  at_once = std::clamp<std::size_t>(at_once, 1, waiting_.size());
  for (std::size_t i = 0; i < at_once; ++i) tasks.push_back(take_turns(step));
  co_await net::run_all(std::move(tasks));
}

std::size_t CheckRun::weight(Phase phase, std::size_t node) const {
  if (phase != Phase::probing) return 1;
  return probe_plan_->path_count(NodeId{static_cast<std::uint32_t>(node)});
}

bool CheckRun::is_over(Phase phase) const {
  const bool after_probing = phase == Phase::collecting || phase == Phase::disarming;
  return waiting_.empty() || (interrupted_ && !after_probing);
}

asio::awaitable<void> CheckRun::take_turns(Step step) {
  const Phase phase = progress_.phase;
  while (!is_over(phase)) {
    const std::size_t node = waiting_.front();
    waiting_.pop_front();
    at_work_[node] = true;
    co_await (this->*step)(node);
    at_work_[node] = false;
    advance(weight(phase, node));
  }
}

asio::awaitable<void> CheckRun::start(std::size_t node) {
  static_cast<void>(co_await links_[node]->open());  // note_agents() tells why not
  sendings_->end(node);
}

asio::awaitable<void> CheckRun::ask_facts(std::size_t node) {
  std::function<Taken(evidence::Facts)> take = [this, node](evidence::Facts facts) {
    // What looks through them does so for each path.
    if (facts.addresses.size() > addresses_counted_max)
      facts.addresses.resize(addresses_counted_max);
    observation(node).facts = facts;
    facts_[node] = std::move(facts);
    return Taken();
  };
  wire::Message question = wire::FactsRequest();
  static_cast<void>(co_await links_[node]->ask<evidence::Facts>(
      std::move(question), settings_.limits.answer, std::move(take)
  ));
}

void CheckRun::disown_misplaced(bool probed) {
  for (MisplacedAgent& one : misplaced_agents(check_, probed)) {
    const std::size_t node = index_of(one.node);
    diagnosis::NodeObservation& seen = observation(node);
    if (probed) collector_->disown(one.node);
    seen = {};
    seen.misplaced = std::move(one.words);
    facts_[node].reset();
  }
}

void CheckRun::plan_arming() {
  for (std::size_t node = 0; node < links_.size(); ++node)
    check_.nodes[node].address =
        node_address(check_.inventory.nodes[node], facts_[node]).value_or("auto");
  note_facts(check_, facts_);
  std::vector<NodeId> further;  // who a drill-down may bring
  if (plan_.kind == plans::PlanKind::cover)
    for (const plans::MeshPlan& one : plan_.meshes)
      if (one.mesh.members.size() <= further_sources_max)
        further.insert(further.end(), one.mesh.members.begin(), one.mesh.members.end());
  arm_plan_.emplace(check_, further, facts_, identity_.secret, settings_.listen);
  collector_ =
      std::make_unique<EvidenceCollector>(check_, settings_.probing.attempts, arm_plan_->sources());
  allow_taps();
}

// Every tap of a network namespace sees, and costs, every packet there: many agents on one stack
// (a demonstration, a test) would slow each other down more than they would see. Which stack it is
// on an agent says itself; it takes no tap from a node that the inventory has elsewhere.
void CheckRun::allow_taps() {
  constexpr std::size_t taps_per_stack_max = 8;
  using Stack = std::tuple<std::string, std::uint64_t, std::string>;
  const auto place_of = [&](std::size_t node) {
    const std::string& address = check_.inventory.nodes[node].address;
    const auto literal = parse_ip_address(address);
    return literal && literal->is_loopback() ? "" : address;  // everybody's
  };
  const auto stack_of = [&](std::size_t node) {
    const std::uint64_t network = links_[node]->welcome().network_namespace;
    return Stack(facts_[node] ? facts_[node]->boot_id : "", network, place_of(node));
  };
  taps_allowed_.assign(links_.size(), settings_.taps);
  std::map<Stack, std::size_t> agents;
  for (std::size_t node = 0; node < links_.size(); ++node)
    if (links_[node] && links_[node]->usable()) ++agents[stack_of(node)];
  for (std::size_t node = 0; node < links_.size(); ++node) {
    if (!links_[node] || !links_[node]->usable()) continue;
    const Stack stack = stack_of(node);
    const bool known = !std::get<0>(stack).empty() && std::get<1>(stack) != 0;
    const bool few = !known || agents[stack] <= taps_per_stack_max;
    taps_allowed_[node] = settings_.taps && few;
  }
}

// An hour, and twice what probing may take: at the fleet's pace, or of a node that is spared. Then
// an agent ends whatever happens.
std::uint32_t CheckRun::run_seconds(std::size_t node) const {
  constexpr std::uint64_t hour = 3'600;
  const std::uint64_t attempts = settings_.probing.attempts;
  const std::uint64_t of_fleet = path_count_ * attempts / std::max(settings_.probing.rate, 1U);
  const std::uint64_t of_node = path_counts_[node] * attempts / spared_flows_min;
  const std::uint64_t paced = 2 * std::max(of_fleet, of_node);
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(hour + paced, wire::run_seconds_max));
}

asio::awaitable<void> CheckRun::arm(std::size_t node) {
  if (!is_at_home(node)) co_return;
  wire::Arm order = arm_plan_->order(NodeId{static_cast<std::uint32_t>(node)});
  order.taps = taps_allowed_[node];
  order.ends_after_s = run_seconds(node);
  std::vector<ListenPort> asked;
  for (const wire::ArmPort& port : order.ports) asked.push_back(port.port);
  std::function<Taken(wire::Armed)> take = [this, node, asked](wire::Armed armed) {
    if (!std::ranges::equal(asked, armed.ports, {}, {}, &evidence::ArmedPort::port))
      return Taken{true, "told of other ports than it was asked for"};
    observation(node).armed = std::move(armed.ports);
    armed_[node] = true;
    return Taken();
  };
  wire::Message question = std::move(order);
  static_cast<void>(co_await links_[node]->ask<wire::Armed>(
      std::move(question), settings_.limits.answer, std::move(take)
  ));
}

std::vector<bool> CheckRun::diallers() const {
  std::vector<bool> dials(links_.size());
  for (std::size_t node = 0; node < links_.size(); ++node)
    dials[node] = armed_[node] && links_[node]->usable() && is_at_home(node);
  return dials;
}

void CheckRun::put_off_questions() {
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
  if (co_await links_[node]->ask<wire::Probed>(std::move(order), limit, std::move(take)))
    probed_[node] = static_cast<std::uint8_t>(probed_[node] | 1U << round_);
}

asio::awaitable<void> CheckRun::collect(std::size_t node) {
  if (!armed_[node] || !is_at_home(node)) co_return;
  std::function<Taken(wire::Evidence)> take = [this, node](wire::Evidence evidence) {
    const bool last = evidence.last;
    const NodeId from{static_cast<std::uint32_t>(node)};
    return Taken{last, collector_->take(from, std::move(evidence))};
  };
  const auto limit = interrupted_ ? settings_.limits.interrupted
                                  : collecting_time(path_counts_[node], settings_.limits.answer);
  wire::Message question = wire::EvidenceRequest();
  static_cast<void>(
      co_await links_[node]->ask<wire::Evidence>(std::move(question), limit, std::move(take))
  );
}

// Between two slices agents are heard, and told that we are there.
asio::awaitable<void> CheckRun::judge() {
  note_agents();
  judging_.begin(probed_);
  while (judging_.advance()) co_await asio::post(executor_, asio::use_awaitable);
}

// Judges by what is known so far; true: a closer look at something tells more.
asio::awaitable<bool> CheckRun::plan_looking() {
  if (interrupted_) co_return false;
  co_await judge();
  std::vector<bool> can_look(links_.size());
  for (std::size_t node = 0; node < links_.size(); ++node)
    can_look[node] =
        probed_[node] != 0 && links_[node] && links_[node]->usable() && is_at_home(node);
  look_orders_ = look_orders(check_, can_look, armed_, settings_.probing);
  for (const wire::LookOrder& order : look_orders_)
    looking_limit_ = std::max(looking_limit_, looking_time(order));
  const bool looks = looking_limit_ > std::chrono::milliseconds::zero();
  if (looks && settings_.early_hook) settings_.early_hook(check_);
  co_return looks;
}

asio::awaitable<void> CheckRun::look(std::size_t node) {
  if (look_orders_[node].looks.empty()) co_return;
  std::function<Taken(wire::Looked)> take = [this, node](wire::Looked looked) {
    const NodeId from{static_cast<std::uint32_t>(node)};
    return Taken{true, collector_->take(from, std::move(looked), look_orders_[node])};
  };
  const auto limit = looking_limit_ + settings_.limits.late;
  wire::Message order = look_orders_[node];
  static_cast<void>(
      co_await links_[node]->ask<wire::Looked>(std::move(order), limit, std::move(take))
  );
}

asio::awaitable<void> CheckRun::collect_looks(std::size_t node) {
  if (!armed_[node] || !is_at_home(node)) co_return;
  std::function<Taken(wire::LookReceipts)> take = [this, node](const wire::LookReceipts& receipts) {
    const NodeId from{static_cast<std::uint32_t>(node)};
    return Taken{true, collector_->take(from, receipts)};
  };
  wire::Message question = wire::LookReceiptsRequest();
  static_cast<void>(co_await links_[node]->ask<wire::LookReceipts>(
      std::move(question), settings_.limits.answer, std::move(take)
  ));
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
    if (interrupted_ && !link.opened() && seen.agent_error.empty())
      seen.agent_error = "the check was interrupted before the agent was started";
    seen.own_host = own_host(check_.inventory.nodes[node], settings_.this_machine);
    seen.privileged = link.opened() && link.welcome().net_raw;
    if (!is_at_home(node)) {
      seen.agent_error = seen.misplaced;
      seen.privileged = false;
    }
    if (!link.opened() || !is_at_home(node))
      seen.agent = AgentState::unreachable;
    else if (link.usable() || seen.evidence_complete)  // what it said stands, however it ended
      seen.agent = AgentState::reached;
    else
      seen.agent = AgentState::lost;
  }
}

}  // namespace oakprobe::check
