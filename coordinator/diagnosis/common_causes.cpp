#include "coordinator/diagnosis/common_causes.hpp"

#include "coordinator/diagnosis/addresses.hpp"
#include "coordinator/diagnosis/group_wording.hpp"

#include <algorithm>
#include <map>
#include <queue>
#include <tuple>

namespace oakprobe::diagnosis {
namespace {

// What a group's paths have in common; two paths belong together when any of their keys is equal.
struct Key {
  Status status{};
  std::optional<Cause> cause;
  SegmentSet where;
  GroupBy by{};
  std::uint32_t node = 0;  // target or source
  Protocol protocol{};     // by target
  std::uint16_t port = 0;  // by target
  std::optional<IpAddress> router;

  [[nodiscard]] auto parts() const {
    return std::tuple(status, cause, where.bits(), by, node, protocol, port, router);
  }
  friend bool operator<(const Key& a, const Key& b) { return a.parts() < b.parts(); }
};

using Groups = std::map<Key, std::vector<std::size_t>>;

bool is_agent_trouble(const Verdict& verdict) {
  return verdict.cause == Cause::agent_lost || verdict.cause == Cause::agent_unreachable;
}

bool failed(const FinishedCheck& check, NodeId node) {
  const std::size_t index = index_of(node);
  return index < check.nodes.size() && check.nodes[index].observation.agent != AgentState::reached;
}

// Who refused the path, if that is neither end.
std::optional<IpAddress> router_of(const FinishedPath& path) {
  if (path.verdict.where != SegmentSet{Segment::network} || !path.dial) return std::nullopt;
  for (const wire::DialFailure& failure : path.dial->failures) {
    if (failure.icmp) return unmapped(failure.icmp->from);
  }
  return std::nullopt;
}

std::vector<Key> keys_of(const FinishedCheck& check, const FinishedPath& path) {
  const Verdict& verdict = path.verdict;
  Key base;
  base.status = verdict.status;
  base.cause = verdict.cause;
  base.where = verdict.where;

  Key source = base;
  source.by = GroupBy::source;
  source.node = index_of(path.id.source);
  Key target = base;
  target.by = GroupBy::target;
  target.node = index_of(path.id.target);
  if (is_agent_trouble(verdict)) {
    source.by = target.by = GroupBy::agent;
    std::vector<Key> keys;
    if (failed(check, path.id.source)) keys.push_back(source);
    if (failed(check, path.id.target) || keys.empty()) keys.push_back(target);
    return keys;
  }
  target.protocol = check.inventory.flow(path.id.flow).protocol;
  target.port = path.port;
  std::vector<Key> keys{target, source};
  if (const auto router = router_of(path)) {
    Key key = base;
    key.by = GroupBy::router;
    key.router = router;
    keys.push_back(key);
  }
  return keys;
}

std::size_t uncovered(const FinishedCheck& check, const std::vector<std::size_t>& members) {
  return static_cast<std::size_t>(std::count_if(
      members.begin(),
      members.end(),
      [&](std::size_t index) { return !check.paths[index].cause_index.has_value(); }
  ));
}

// A proved segment at one end lets that end's group win a tie: one firewall is one cause.
int preference(const Key& key) {
  if (key.by == GroupBy::router) return 0;
  SegmentSet elsewhere = key.where;
  elsewhere.erase(Segment::source_host);
  elsewhere.erase(Segment::source_firewall);
  elsewhere.erase(Segment::return_source_firewall);
  const bool at_source = !key.where.empty() && elsewhere.empty();
  return (key.by == GroupBy::source) == at_source ? 2 : 1;
}

// How many paths were checked to each port of each target.
using Checked = std::map<std::tuple<std::uint32_t, Protocol, std::uint16_t>, std::size_t>;

void take(
    FinishedCheck& check,
    const Key& key,
    const std::vector<std::size_t>& members,
    const Checked& checked
) {
  std::vector<std::size_t> taken;
  for (const std::size_t index : members) {
    if (check.paths[index].cause_index) continue;
    check.paths[index].cause_index = check.causes.size();
    taken.push_back(index);
  }
  Group group;
  group.by = key.by;
  group.router = key.router;
  if (key.by == GroupBy::agent) group.agent = NodeId{key.node};
  if (key.by == GroupBy::target) group.checked = checked.at({key.node, key.protocol, key.port});
  group.members = std::move(taken);
  check.causes.push_back(describe_group(check, group));
}

}  // namespace

void find_common_causes(FinishedCheck& check) {
  check.causes.clear();
  Groups groups;
  Checked checked;
  for (std::size_t index = 0; index < check.paths.size(); ++index) {
    FinishedPath& path = check.paths[index];
    path.cause_index.reset();
    const Protocol protocol = check.inventory.flow(path.id.flow).protocol;
    ++checked[{index_of(path.id.target), protocol, path.port}];
    if (is_as_expected(path.verdict)) continue;
    for (const Key& key : keys_of(check, path)) groups[key].push_back(index);
  }
  // Greedy set cover. A size only shrinks, so a group whose recorded size still holds is largest.
  using Candidate = std::tuple<std::size_t, int, std::ptrdiff_t, const Groups::value_type*>;
  std::priority_queue<Candidate> queue;
  std::ptrdiff_t order = 0;
  for (const auto& group : groups) {
    queue.emplace(group.second.size(), preference(group.first), --order, &group);
  }
  while (!queue.empty()) {
    const auto [size, liking, position, group] = queue.top();
    queue.pop();
    const std::size_t left = uncovered(check, group->second);
    if (left == 0) continue;
    if (left < size) {
      queue.emplace(left, liking, position, group);
      continue;
    }
    take(check, group->first, group->second, checked);
  }
}

}  // namespace oakprobe::diagnosis
