#include "coordinator/check/check_run.hpp"
#include "coordinator/check/drill_down.hpp"
#include "coordinator/check/pace.hpp"
#include "coordinator/check/spared_tables.hpp"
#include "plans/path_walk.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

// Who listens where, and what for.
namespace oakprobe::check {

using fleet::Taken;

asio::awaitable<void> CheckRun::plan_paths() {
  nodes_.resize(check_.nodes.size());
  check_.paths.reserve(path_count_);
  const plans::PathWalk::Visit add = [this](const inventory::ExpectedPath& path) {
    ++nodes_[index_of(path.id.source)].paths;
    ++nodes_[index_of(path.id.target)].paths;
    add_path(check_, path);
  };
  plans::PathWalk walk(check_.inventory, selection_, plan_);
  while (walk.advance(add)) co_await asio::post(executor_, asio::use_awaitable);
}

void CheckRun::plan_arming() {
  for (std::size_t node = 0; node < nodes_.size(); ++node)
    check_.nodes[node].address =
        node_address(check_.inventory.nodes[node], observation(node).facts).value_or("auto");
  note_facts(check_);
  std::vector<NodeId> further;  // who a drill-down may bring
  if (plan_.kind == plans::PlanKind::cover)
    for (const plans::MeshPlan& one : plan_.meshes)
      if (one.mesh.members.size() <= further_sources_max)
        further.insert(further.end(), one.mesh.members.begin(), one.mesh.members.end());
  std::vector<std::optional<IpAddress>> sources;
  for (std::size_t node = 0; node < nodes_.size(); ++node)
    sources.push_back(source_address(check_.inventory.nodes[node], observation(node).facts));
  arm_plan_.emplace(check_, further, std::move(sources), identity_.secret, settings_.listen);
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
    const inventory::Address& address = check_.inventory.nodes[node].address;
    return address.ip() && address.ip()->is_loopback() ? "" : address.text();  // everybody's
  };
  const auto stack_of = [&](std::size_t node) {
    const std::uint64_t network = nodes_[node].link->welcome().network_namespace;
    return Stack(observation(node).facts.boot_id, network, place_of(node));
  };
  std::map<Stack, std::size_t> agents;
  for (std::size_t node = 0; node < nodes_.size(); ++node)
    if (is_usable(node)) ++agents[stack_of(node)];
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    if (!is_usable(node)) continue;
    const Stack stack = stack_of(node);
    const bool known = !std::get<0>(stack).empty() && std::get<1>(stack) != 0;
    const bool few = !known || agents[stack] <= taps_per_stack_max;
    nodes_[node].taps_allowed = settings_.taps && few;
  }
}

bool CheckRun::reads_rules() const {
  const auto agents = std::ranges::count_if(nodes_, [](const NodeRun& node) { return node.link; });
  return !settings_.brief &&
         (settings_.trace_firewall || static_cast<std::size_t>(agents) <= rule_readers_max);
}

// An hour, and twice what probing may take: at the fleet's pace, or of a node that is spared. Then
// an agent ends whatever happens.
std::uint32_t CheckRun::run_seconds(std::size_t node) const {
  constexpr std::uint64_t hour = 3'600;
  const std::uint64_t attempts = settings_.probing.attempts;
  const std::uint64_t of_fleet = path_count_ * attempts / std::max(settings_.probing.rate, 1U);
  const std::uint64_t of_node = nodes_[node].paths * attempts / spared_flows_min;
  const std::uint64_t paced = 2 * std::max(of_fleet, of_node);
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(hour + paced, wire::run_seconds_max));
}

asio::awaitable<void> CheckRun::arm(std::size_t node) {
  if (!is_at_home(node)) co_return;
  const NodeId id{static_cast<std::uint32_t>(node)};
  wire::Arm order = arm_plan_->order(id);
  order.taps = nodes_[node].taps_allowed;
  order.rules = is_usable(node) && nodes_[node].link->welcome().reads_rules && reads_rules();
  order.ends_after_s = run_seconds(node);
  order.again = fleet_.keeps();
  if (order.again) order.place = wire::RunPlace{identity_.id, id};  // hello has the first run's
  std::vector<ListenPort> asked;
  for (const wire::ArmPort& port : order.ports) asked.push_back(port.port);
  std::function<Taken(wire::Armed)> take = [this, node, asked](wire::Armed armed) {
    if (!std::ranges::equal(asked, armed.ports, {}, {}, &evidence::ArmedPort::port))
      return Taken{true, "told of other ports than it was asked for"};
    observation(node).armed = std::move(armed.ports);
    nodes_[node].armed = true;
    return Taken();
  };
  wire::Message question = std::move(order);
  static_cast<void>(co_await nodes_[node].link->ask<wire::Armed>(
      std::move(question), settings_.limits.answer, std::move(take)
  ));
}

}  // namespace oakprobe::check
