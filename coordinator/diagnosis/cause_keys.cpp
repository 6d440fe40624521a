#include "coordinator/diagnosis/cause_keys.hpp"

#include "coordinator/diagnosis/closer_look.hpp"

namespace oakprobe::diagnosis {
namespace {

bool failed(const FinishedCheck& check, NodeId node) {
  const std::size_t index = index_of(node);
  return index < check.nodes.size() && check.nodes[index].observation.agent != AgentState::reached;
}

bool is_agent_trouble(const Verdict& verdict) {
  return verdict.cause == Cause::agent_lost || verdict.cause == Cause::agent_unreachable;
}

// The last words of an agent with its own name and address taken out, so that agents that failed
// alike are told once: "command not found" on thirty machines is one cause.
std::string words_of(const FinishedCheck& check, NodeId node) {
  const inventory::Node& own = check.inventory.node(node);
  std::string words = check.nodes[index_of(node)].observation.agent_error;
  for (const std::string& mine : {own.name, own.address}) {
    for (std::size_t at = words.find(mine); !mine.empty() && at != std::string::npos;
         at = words.find(mine, at + 1)) {
      words.replace(at, mine.size(), "*");
    }
  }
  return words;
}

// Who refused the path, if that is neither end.
std::optional<IpAddress> router_of(const FinishedPath& path) {
  if (path.verdict->where != SegmentSet{Segment::network} || !path.dial) return std::nullopt;
  for (const wire::DialFailure& failure : path.dial->failures) {
    if (failure.icmp) return unmapped(failure.icmp->from);
  }
  return std::nullopt;
}

CauseKey key_of(GroupBy by, const Verdict& verdict) {
  CauseKey key;
  key.by = by;
  key.status = verdict.status;
  key.cause = verdict.cause;
  key.where = verdict.where;
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

std::vector<CauseKey> agent_keys(
    const FinishedCheck& check, const FinishedPath& path, const DeadHosts& dead
) {
  CauseKey agent = key_of(GroupBy::agent, *path.verdict);
  std::vector<CauseKey> keys;
  for (const NodeId node : {path.id.source, path.id.target}) {
    if (!failed(check, node)) continue;
    if (const auto& address = dead[index_of(node)]) {
      keys.push_back(host_key(Cause::unreachable_host, node, *address));
      continue;
    }
    agent.words = words_of(check, node);
    keys.push_back(agent);
  }
  if (keys.empty()) keys.push_back(agent);
  if (keys.size() == 2 && keys[0] == keys[1]) keys.pop_back();
  return keys;
}

std::uint16_t passing_bytes(const FinishedCheck& check, const FinishedPath& path) {
  if (!path.look) return 0;
  return path_mtu_of(*path.look, check.inventory.flow(path.id.flow).protocol).value_or(0);
}

}  // namespace

DeadHosts find_dead_hosts(const FinishedCheck& check) {
  DeadHosts dead(check.nodes.size());
  for (std::size_t index = 0; index < check.paths.size(); ++index) {
    const Verdict& verdict = *check.paths.state_at(index).verdict;
    const NodeId target = check.paths.id_at(index).target;
    if (verdict.cause != Cause::unreachable_host || verdict.status != Status::blocked) continue;
    if (!failed(check, target) || dead[index_of(target)]) continue;
    dead[index_of(target)] = *check.paths.end_at(index).address;
  }
  return dead;
}

std::vector<CauseKey> cause_keys_of(
    const FinishedCheck& check, const FinishedPath& path, const DeadHosts& dead
) {
  const Verdict& verdict = *path.verdict;
  if (is_agent_trouble(verdict)) return agent_keys(check, path, dead);
  // Whichever ends and ports these are of.
  if (verdict.cause == Cause::agent_busy || verdict.cause == Cause::not_privileged) {
    CauseKey key = key_of(GroupBy::instrument, verdict);
    key.port = static_cast<std::uint16_t>(path.listener);
    return {key};
  }
  // A link that is too small is so for both directions and every port.
  if (verdict.cause == Cause::mtu) {
    CauseKey key = key_of(GroupBy::mtu, verdict);
    key.where = {};
    key.mtu = passing_bytes(check, path);
    return {key};
  }
  std::vector<CauseKey> keys;
  if (verdict.cause == Cause::unreachable_host || verdict.cause == Cause::name_resolution) {
    CauseKey host = host_key(*verdict.cause, path.id.target, *path.address);
    if (!dead[index_of(path.id.target)]) host.where = verdict.where;
    keys.push_back(host);
  } else {
    CauseKey target = key_of(GroupBy::target, verdict);
    target.node = index_of(path.id.target);
    target.protocol = check.inventory.flow(path.id.flow).protocol;
    target.port = path.port;
    keys.push_back(target);
  }
  CauseKey source = key_of(GroupBy::source, verdict);
  source.node = index_of(path.id.source);
  keys.push_back(source);
  if (const auto router = router_of(path)) {
    CauseKey key = key_of(GroupBy::router, verdict);
    key.router = router;
    keys.push_back(key);
  }
  return keys;
}

bool failed_so(const FinishedCheck& check, NodeId node, const CauseKey& key) {
  return failed(check, node) && words_of(check, node) == key.words;
}

}  // namespace oakprobe::diagnosis
