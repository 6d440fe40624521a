#include "coordinator/check/probe_plan.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace oakprobe::check {
namespace {

// Others serve the port, or may do so where no agent could look.
bool may_be_live(const evidence::ArmedPort* listener) {
  return listener == nullptr || listener->mode == evidence::ListenMode::live;
}

// Only over TCP: one UDP socket serves all targets of an agent.
bool in_container(const inventory::Flow& flow) {
  return flow.via_source == inventory::Via::docker && flow.protocol == Protocol::tcp;
}

// The different values of a list, each once; paths hold its position.
template <class T>
std::uint32_t position_in(std::vector<T>& list, std::map<T, std::uint32_t>& known, const T& value) {
  const auto next = static_cast<std::uint32_t>(list.size());
  const auto [found, is_new] = known.try_emplace(value, next);
  if (is_new) list.push_back(value);
  return found->second;
}

std::chrono::microseconds interval_of(std::uint32_t flows_per_second) {
  return std::chrono::microseconds(1'000'000 / flows_per_second);
}

}  // namespace

ProbePlan::ProbePlan(
    const diagnosis::FinishedCheck& check,
    unsigned round,
    std::vector<bool> dials,
    const RunIdentity& run,
    const ProbeLimits& limits,
    std::span<const diagnosis::LoweredPace> spared,
    std::set<ServicePort> unasked
)
    : check_(check),
      round_(round),
      dials_(std::move(dials)),
      run_(run),
      rotation_(check.nodes.size(), run.seed),
      limits_(limits),
      spared_(spared.begin(), spared.end()),
      unasked_(std::move(unasked)),
      flows_per_second_max_(check.nodes.size()),
      work_(check.nodes.size()) {
  for (const diagnosis::LoweredPace& one : spared_)
    flows_per_second_max_[index_of(one.node)] = one.flows_per_second;
  spread_starts();
  count_work();
}

bool ProbePlan::is_dialled(std::uint32_t position, NodeId source) const {
  return dials_[index_of(source)] && check_.paths.state_at(position).round == round_ &&
         !check_.paths.end_at(position).address->is_auto();
}

const evidence::ArmedPort* ProbePlan::listener_of(const PathId& path, const diagnosis::PathEnd& end)
    const {
  const Protocol protocol = check_.inventory.flow(path.flow).protocol;
  const auto& armed = check_.nodes[index_of(path.target)].observation.armed;
  return find_port(armed, {protocol, end.listen_port});
}

evidence::DialMode ProbePlan::mode_of(const PathId& path, const diagnosis::PathEnd& end) const {
  if (end.mode != evidence::DialMode::question) return end.mode;
  const ServicePort port{path.target, {Protocol::tcp, end.listen_port}};
  return limits_.ask && !unasked_.contains(port) ? end.mode : evidence::DialMode::bare;
}

void ProbePlan::spread_starts() {
  // Slot by slot over the whole fleet: a port's turns are dealt out to all sources alike.
  using Turn = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;
  std::vector<Turn> turns;  // slot, place of the source in it, position
  check_.paths.for_each_id([&](std::uint32_t position, const PathId& id) {
    const bool tcp = check_.inventory.flow(id.flow).protocol == Protocol::tcp;
    if (!tcp && flows_per_second_max_[index_of(id.target)] == 0) return;
    if (!is_dialled(position, id.source)) return;
    turns.emplace_back(
        rotation_.slot(id.source, id.target), rotation_.position(id.source), position
    );
  });
  std::ranges::sort(turns);
  LivePortSpread live(limits_.attempts);
  HubSpread hubs;
  SparedSpread spared_nodes(limits_.attempts);
  for (const auto& [slot, place, position] : turns) {
    const PathId path = check_.paths.id_at(position);
    const diagnosis::PathEnd& end = check_.paths.end_at(position);
    std::uint32_t start_ms = 0;
    if (check_.inventory.flow(path.flow).protocol == Protocol::tcp) {
      const ListenPort port{Protocol::tcp, end.listen_port};
      const bool asks = mode_of(path, end) == evidence::DialMode::question;
      const bool live_port = asks || may_be_live(listener_of(path, end));
      start_ms = live_port ? live.next_start_ms(path.target, port, asks)
                           : hubs.next_start_ms(path.target, port);
    }
    if (const std::uint32_t most = flows_per_second_max_[index_of(path.target)]; most > 0)
      start_ms = std::max(start_ms, spared_nodes.next_start_ms(path.target, most));
    if (start_ms > 0) starts_ms_.emplace(position, start_ms);
  }
}

void ProbePlan::count_work() {
  for (std::uint32_t source = 0; source < work_.size(); ++source) {
    ProbeWork& work = work_[source];
    for (const std::uint32_t position : check_.paths.from(NodeId{source})) {
      if (!is_dialled(position, NodeId{source})) continue;
      if (work.paths == most_paths()) break;  // the rest stays unknown
      ++work.paths;
      const auto start = starts_ms_.find(position);
      if (start != starts_ms_.end())
        work.last_start_ms = std::max(work.last_start_ms, start->second);
      work.names = work.names || !check_.paths.end_at(position).address->ip();
    }
    if (work.paths > 0) ++dialling_;
  }
}

std::size_t ProbePlan::most_paths() const {
  return std::min(wire::probe_paths_max, wire::probe_flows_max / limits_.attempts);
}

std::vector<diagnosis::LoweredPace> ProbePlan::slowed_down() const {
  std::vector<diagnosis::LoweredPace> slowed;
  std::ranges::copy_if(spared_, std::back_inserter(slowed), [&](const auto& one) {
    return flow_interval(limits_.rate, dialling_) < interval_of(one.flows_per_second);
  });
  return slowed;
}

bool ProbePlan::dials_absent(NodeId source) const {
  return std::ranges::any_of(check_.paths.from(source), [&](std::uint32_t position) {
    return is_dialled(position, source) && !dials_[index_of(check_.paths.id_at(position).target)];
  });
}

wire::Probe ProbePlan::terms(NodeId source) const {
  wire::Probe order;
  order.seed = run_.seed;
  order.nodes = static_cast<std::uint32_t>(check_.nodes.size());
  order.attempts = limits_.attempts;
  order.timeout_ms = limits_.timeout_ms;
  order.settle_ms = dials_absent(source) ? absent_settle_ms : limits_.settle_ms;
  auto interval = flow_interval(limits_.rate, dialling_);
  if (const std::uint32_t most = flows_per_second_max_[index_of(source)]; most > 0)
    interval = std::max(interval, interval_of(most));
  order.flow_interval_us = static_cast<std::uint32_t>(interval.count());
  return order;
}

std::chrono::milliseconds ProbePlan::longest() const {
  std::chrono::milliseconds longest{};
  for (std::uint32_t at = 0; at < work_.size(); ++at)
    longest = std::max(longest, probing_time(work_[at], terms(NodeId{at}), dialling_));
  return longest;
}

wire::Probe ProbePlan::order(NodeId source) const {
  wire::Probe order = terms(source);
  std::map<std::string, std::uint32_t> names;
  std::map<evidence::Question, std::uint32_t> questions;
  std::map<std::string, std::uint32_t> diallers;
  std::set<std::tuple<std::uint16_t, Protocol, evidence::DialMode, std::uint16_t, std::uint8_t>>
      ways;
  order.paths.reserve(work_[index_of(source)].paths);
  for (const std::uint32_t position : check_.paths.from(source)) {
    if (!is_dialled(position, source)) continue;
    if (order.paths.size() == most_paths()) break;
    const diagnosis::PathEnd& end = check_.paths.end_at(position);
    wire::PlannedPath planned;
    planned.path = check_.paths.id_at(position);
    const inventory::Flow& flow = check_.inventory.flow(planned.path.flow, planned.path.target);
    planned.protocol = flow.protocol;
    if (const auto& ip = end.address->ip()) {
      planned.address = static_cast<std::uint32_t>(order.addresses.size());
      order.addresses.push_back(*ip);
    } else {
      planned.named = true;
      planned.address = position_in(order.names, names, end.address->text());
    }
    planned.port = end.port;
    planned.mode = mode_of(planned.path, end);
    const bool has_room = order.diallers.size() < wire::probe_diallers_max;
    if (in_container(flow) && (has_room || diallers.contains(flow.dialler))) {
      const std::uint32_t dialler = position_in(order.diallers, diallers, flow.dialler);
      planned.dialler = static_cast<std::uint8_t>(dialler + 1);
    }
    if (planned.mode == evidence::DialMode::question) {
      const evidence::Question question = question_of(flow, end.tls).value();
      planned.question =
          static_cast<std::uint16_t>(position_in(order.questions, questions, question));
    }
    const auto start = starts_ms_.find(position);
    if (start != starts_ms_.end()) planned.start_ms = start->second;
    // Behind routers each target may have a port of its own; what is too much stays unknown.
    const std::tuple way(
        planned.port, planned.protocol, planned.mode, planned.question, planned.dialler
    );
    if (!ways.contains(way) && ways.size() == wire::probe_ways_max) continue;
    ways.insert(way);
    order.paths.push_back(planned);
  }
  for (const NodeId target : wire::targets_of(order.paths))
    order.keys.push_back(wire::derive_key(wire::derive_key(run_.secret, target), source));
  return order;
}

}  // namespace oakprobe::check
