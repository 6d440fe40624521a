#include "coordinator/diagnosis/cause_keys.hpp"

#include "coordinator/diagnosis/alike_words.hpp"
#include "coordinator/diagnosis/cause_card.hpp"
#include "coordinator/diagnosis/closer_look.hpp"

#include <algorithm>
#include <cerrno>

namespace oakprobe::diagnosis {
namespace {

CauseKey key_of(GroupBy by, const Judgement& judgement) {
  CauseKey key;
  key.by = by;
  key.status = judgement.status;
  key.cause = judgement.cause;
  key.where = judgement.where;
  return key;
}

// Nobody is at an address, or a name has none: whichever port is dialled there.
CauseKey host_key(Cause cause, NodeId target, const std::string& address) {
  CauseKey key;
  key.by = GroupBy::host;
  key.status = Status::blocked;
  key.cause = cause;
  key.node = index_of(target);
  key.words = address;
  return key;
}

// Somebody spoke from there, or took it.
bool shows_life(const PathState& path) {
  if (path.receipt && !path.receipt->delivered.empty()) return true;
  if (!path.dial) return false;
  if (!path.dial->connected.empty() || !path.dial->answered.empty()) return true;
  return std::ranges::any_of(path.dial->failures, [](const evidence::DialFailure& failure) {
    return failure.error == ECONNREFUSED;
  });
}

}  // namespace

CauseKeys::CauseKeys(const FinishedCheck& check)
    : check_(check), words_(check.nodes.size()), dead_(check.nodes.size()) {
  for (std::uint32_t node = 0; node < check.nodes.size(); ++node)
    if (failed(NodeId{node})) words_[node] = alike_words(check, NodeId{node});
  const bool some_absent = check.paths.any_state([](const PathState& path) {
    return path.verdict->cause == Cause::unreachable_host;
  });
  if (!some_absent) return;
  std::vector<bool> alive(check.nodes.size());
  for (std::size_t index = 0; index < check.paths.size(); ++index) {
    const PathState& path = check.paths.state_at(index);
    const NodeId target = check.paths.id_at(index).target;
    if (shows_life(path)) alive[index_of(target)] = true;
    const bool nobody_there =
        path.verdict->cause == Cause::unreachable_host && path.verdict->status == Status::blocked;
    if (!nobody_there || !failed(target) || dead_[index_of(target)]) continue;
    dead_[index_of(target)] = check.paths.end_at(index).address->text();
  }
  // One source's way may be what is dead.
  for (std::size_t node = 0; node < alive.size(); ++node)
    if (alive[node]) dead_[node].reset();
}

bool CauseKeys::failed(NodeId node) const {
  const std::size_t index = index_of(node);
  return index < check_.nodes.size() &&
         check_.nodes[index].observation.agent != AgentState::reached;
}

std::vector<CauseKey> CauseKeys::of_agents(const FinishedPath& path) const {
  CauseKey agent = key_of(GroupBy::agent, *path.verdict);
  std::vector<CauseKey> keys;
  for (const NodeId node : {path.id.source, path.id.target}) {
    if (!failed(node)) continue;
    if (const auto& address = dead_[index_of(node)]) {
      keys.push_back(host_key(Cause::unreachable_host, node, *address));
      continue;
    }
    agent.words = words_[index_of(node)];
    keys.push_back(agent);
  }
  if (keys.empty()) keys.push_back(agent);
  if (keys.size() == 2 && keys[0] == keys[1]) keys.pop_back();
  return keys;
}

std::uint16_t CauseKeys::passing_bytes(const FinishedPath& path) const {
  if (!path.look) return 0;
  return path_mtu_of(*path.look, check_.inventory.flow(path.id.flow).protocol).value_or(0);
}

CauseKey CauseKeys::target_key(const FinishedPath& path) const {
  CauseKey target = key_of(GroupBy::target, *path.verdict);
  target.node = index_of(path.id.target);
  target.protocol = check_.inventory.flow(path.id.flow).protocol;
  target.port = path.port;
  return target;
}

std::vector<CauseKey> CauseKeys::of(const FinishedPath& path, Pairs pairs) const {
  const Judgement& judgement = *path.verdict;
  const Grouping grouping =
      judgement.cause ? cause_card(*judgement.cause).grouping : Grouping::ends;
  std::vector<CauseKey> keys;
  switch (grouping) {
    case Grouping::agent:
      return of_agents(path);
    case Grouping::instrument: {
      CauseKey key = key_of(GroupBy::instrument, judgement);
      key.port = static_cast<std::uint16_t>(path.listener);
      return {key};
    }
    case Grouping::link: {
      CauseKey key = key_of(GroupBy::mtu, judgement);
      key.where = {};
      key.mtu = passing_bytes(path);
      return {key};
    }
    case Grouping::host: {
      CauseKey host = host_key(*judgement.cause, path.id.target, path.address->text());
      if (!dead_[index_of(path.id.target)]) host.where = judgement.where;
      keys.push_back(host);
      break;
    }
    case Grouping::ends:
      keys.push_back(target_key(path));
      break;
  }
  const PathFare fare = fare_of(path);
  if (pairs == Pairs::apart && has_scope(fare)) keys.push_back(pair_key(path, fare));
  // Where the machines at one end are proved, what the other end has in common is chance.
  if (has_scope(fare) && fare.where.is_within(target_end)) return keys;
  CauseKey source = key_of(GroupBy::source, judgement);
  source.node = index_of(path.id.source);
  keys.push_back(source);
  if (has_scope(fare) && fare.where.is_within(source_end)) keys.erase(keys.begin());
  if (fare.router) {
    CauseKey key = key_of(GroupBy::router, judgement);
    key.router = fare.router;
    keys.push_back(key);
  }
  return keys;
}

// Whichever port, unless another one of the pair shows that it is not so.
CauseKey CauseKeys::pair_key(const FinishedPath& path, const PathFare& fare) const {
  CauseKey pair = key_of(GroupBy::scope, *path.verdict);
  pair.node = index_of(path.id.target);
  pair.peer = index_of(path.id.source);
  bool any_port = is_of_any_port(fare);
  PathId other = path.id;
  for (std::uint16_t flow = 0; any_port && flow < check_.inventory.flows.size(); ++flow) {
    other.flow = FlowId{flow};
    const auto index = check_.paths.find(other);
    any_port = !index || fare_of(check_.paths[*index]) == fare ||
               !contradicts(fare, fare_of(check_.paths[*index]));
  }
  if (any_port) return pair;
  pair.protocol = check_.inventory.flow(path.id.flow).protocol;
  pair.port = path.port;
  return pair;
}

}  // namespace oakprobe::diagnosis
