#include "coordinator/check/question_turns.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace oakprobe::check {
namespace {

ServicePort port_of(const diagnosis::FinishedCheck& check, std::uint32_t position) {
  const PathId path = check.paths.id_at(position);
  const Protocol protocol = check.inventory.flow(path.flow).protocol;
  return {path.target, {protocol, check.paths.end_at(position).listen_port}};
}

bool asks(const diagnosis::PathEnd& end) { return end.mode == evidence::DialMode::question; }

// What answers as another than it should is asked by everybody, however slow: a connection alone
// would call it open.
bool was_slow(const evidence::DialEvidence& dial) {
  const evidence::AnswerKind kind = dial.service->kind;
  if (kind == evidence::AnswerKind::silent) return true;
  return kind == evidence::AnswerKind::itself &&
         dial.service->attempts.count() < dial.connected.count();
}

}  // namespace

std::vector<std::uint32_t> later_questions(
    const diagnosis::FinishedCheck& check,
    const std::vector<bool>& dials,
    const Rotation& rotation,
    const ProbeLimits& limits
) {
  if (!limits.ask) return {};
  using Turn = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;
  std::vector<Turn> turns;  // slot, place of the source in it, position
  check.paths.for_each_id([&](std::uint32_t position, const PathId& id) {
    if (!question_of(check.inventory.flow(id.flow), false)) return;
    const diagnosis::PathEnd& end = check.paths.end_at(position);
    const bool is_dialled = dials[index_of(id.source)] && !end.address->is_auto();
    if (!is_dialled || !asks(end)) return;
    turns.emplace_back(rotation.slot(id.source, id.target), rotation.position(id.source), position);
  });
  std::ranges::sort(turns);
  std::map<ServicePort, std::set<NodeId>> first;
  std::vector<std::uint32_t> later;
  for (const auto& [slot, place, position] : turns) {
    std::set<NodeId>& askers = first[port_of(check, position)];
    const NodeId source = check.paths.id_at(position).source;
    if (askers.size() < first_askers) askers.insert(source);
    if (!askers.contains(source)) later.push_back(position);
  }
  std::ranges::sort(later);
  return later;
}

std::set<ServicePort> slow_services(const diagnosis::FinishedCheck& check) {
  std::map<ServicePort, std::set<NodeId>> slow_for;
  check.paths.for_each_id([&](std::uint32_t position, const PathId& id) {
    if (!question_of(check.inventory.flow(id.flow), false)) return;
    const diagnosis::FinishedPath path = check.paths[position];
    if (path.dial && path.dial->service && was_slow(*path.dial))
      slow_for[port_of(check, position)].insert(id.source);
  });
  std::set<ServicePort> slow;
  for (const auto& [port, sources] : slow_for)
    if (sources.size() > 1) slow.insert(port);
  return slow;
}

}  // namespace oakprobe::check
