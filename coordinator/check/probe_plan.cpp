#include "coordinator/check/probe_plan.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace oakprobe::check {
namespace {

using diagnosis::FinishedPath;

// Others serve the port, or may do so where no agent could look.
bool may_be_live(const wire::ArmedPort* listener) {
  return listener == nullptr || listener->mode == wire::ListenMode::live;
}

// The different values of a list, each once; paths hold its position.
template <class T>
std::uint32_t position_in(std::vector<T>& list, std::map<T, std::uint32_t>& known, const T& value) {
  const auto next = static_cast<std::uint32_t>(list.size());
  const auto [found, is_new] = known.try_emplace(value, next);
  if (is_new) list.push_back(value);
  return found->second;
}

}  // namespace

ProbePlan::ProbePlan(
    const diagnosis::FinishedCheck& check,
    unsigned round,
    std::vector<bool> dials,
    plans::Rotation rotation,
    const ProbeLimits& limits
)
    : check_(check),
      round_(round),
      dials_(std::move(dials)),
      rotation_(std::move(rotation)),
      limits_(limits),
      work_(check.nodes.size()) {
  spread_starts();
  count_work();
}

bool ProbePlan::is_dialled(const FinishedPath& path) const {
  return path.round == round_ && dials_[index_of(path.id.source)] &&
         *path.address != inventory::address_auto;
}

const wire::ArmedPort* ProbePlan::listener_of(const FinishedPath& path) const {
  const Protocol protocol = check_.inventory.flow(path.id.flow).protocol;
  const auto& armed = check_.nodes[index_of(path.id.target)].observation.armed;
  return find_port(armed, {protocol, path.listen_port});
}

wire::DialMode ProbePlan::mode_of(const FinishedPath& path) const {
  return dial_mode(check_.inventory.flow(path.id.flow), listener_of(path), limits_.ask);
}

void ProbePlan::spread_starts() {
  // Slot by slot over the whole fleet: a port's turns are dealt out to all sources alike.
  using Turn = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;
  std::vector<Turn> turns;  // slot, place of the source in it, position
  check_.paths.for_each_id([&](std::uint32_t position, const PathId& id) {
    if (check_.inventory.flow(id.flow).protocol != Protocol::tcp) return;
    if (!is_dialled(check_.paths[position])) return;
    turns.emplace_back(
        rotation_.slot(id.source, id.target), rotation_.position(id.source), position
    );
  });
  std::ranges::sort(turns);
  LivePortSpread live(limits_.attempts);
  HubSpread hubs;
  for (const auto& [slot, place, position] : turns) {
    const FinishedPath path = check_.paths[position];
    const ListenPort port{Protocol::tcp, path.listen_port};
    const bool asks = mode_of(path) == wire::DialMode::question;
    const bool spared = asks || may_be_live(listener_of(path));
    const std::uint32_t start_ms = spared ? live.next_start_ms(path.id.target, port, asks)
                                          : hubs.next_start_ms(path.id.target, port);
    if (start_ms > 0) starts_ms_.emplace(position, start_ms);
  }
}

void ProbePlan::count_work() {
  for (std::uint32_t source = 0; source < work_.size(); ++source) {
    ProbeWork& work = work_[source];
    for (const std::uint32_t position : check_.paths.from(NodeId{source})) {
      const FinishedPath path = check_.paths[position];
      if (!is_dialled(path) || work.paths == wire::probe_paths_max) continue;  // unknown
      ++work.paths;
      const auto start = starts_ms_.find(position);
      if (start != starts_ms_.end())
        work.last_start_ms = std::max(work.last_start_ms, start->second);
      work.names = work.names || !parse_ip_address(*path.address);
    }
    if (work.paths > 0) ++dialling_;
  }
}

wire::Probe ProbePlan::terms() const {
  wire::Probe order;
  order.attempts = limits_.attempts;
  order.timeout_ms = limits_.timeout_ms;
  order.flow_interval_us =
      static_cast<std::uint32_t>(flow_interval(limits_.rate, dialling_).count());
  return order;
}

std::chrono::milliseconds ProbePlan::longest() const {
  std::chrono::milliseconds longest{};
  for (const ProbeWork& work : work_)
    longest = std::max(longest, probing_time(work, terms(), dialling_));
  return longest;
}

wire::Probe ProbePlan::order(NodeId source) const {
  using Turn = std::pair<std::uint32_t, std::uint32_t>;  // slot, position
  std::vector<Turn> turns;
  for (const std::uint32_t position : check_.paths.from(source)) {
    const PathId id = check_.paths.id_at(position);
    turns.emplace_back(rotation_.slot(id.source, id.target), position);
  }
  std::ranges::sort(turns);
  wire::Probe order = terms();
  std::map<std::string, std::uint32_t> addresses;
  std::map<wire::Question, std::uint32_t> questions;
  order.paths.reserve(work_[index_of(source)].paths);
  for (const auto& [slot, position] : turns) {
    const FinishedPath path = check_.paths[position];
    if (!is_dialled(path) || order.paths.size() == wire::probe_paths_max) continue;
    const inventory::Flow& flow = check_.inventory.flow(path.id.flow);
    wire::PlannedPath& planned = order.paths.emplace_back();
    planned.path = path.id;
    planned.protocol = flow.protocol;
    planned.address = position_in(order.addresses, addresses, *path.address);
    planned.port = path.port;
    planned.mode = mode_of(path);
    if (planned.mode == wire::DialMode::question) {
      const wire::Question question = question_of(flow, path.tls).value();
      planned.question =
          static_cast<std::uint16_t>(position_in(order.questions, questions, question));
    }
    const auto start = starts_ms_.find(position);
    if (start != starts_ms_.end()) planned.start_ms = start->second;
  }
  return order;
}

}  // namespace oakprobe::check
