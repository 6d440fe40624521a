#include "coordinator/diagnosis/common_causes.hpp"

#include "coordinator/diagnosis/addresses.hpp"
#include "coordinator/diagnosis/group_wording.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <queue>
#include <set>
#include <string>
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
  std::string words;  // by agent: its last words, without what is its own in them

  [[nodiscard]] auto parts() const {
    return std::tuple(status, cause, where.bits(), by, node, protocol, port, router, words);
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

std::vector<Key> keys_of(const FinishedCheck& check, const FinishedPath& path) {
  const Verdict& verdict = *path.verdict;
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
    Key agent = base;
    agent.by = GroupBy::agent;
    std::vector<Key> keys;
    for (const NodeId node : {path.id.source, path.id.target}) {
      if (!failed(check, node)) continue;
      agent.words = words_of(check, node);
      keys.push_back(agent);
    }
    if (keys.empty()) keys.push_back(agent);
    if (keys.size() == 2 && keys[0].parts() == keys[1].parts()) keys.pop_back();
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
      [&](std::size_t index) { return !check.paths.state_at(index).cause_index.has_value(); }
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

// The nodes of these paths whose agents failed with the key's words, in the inventory's order.
std::vector<NodeId> agents_of(
    const FinishedCheck& check, const Key& key, const std::vector<std::size_t>& members
) {
  std::set<NodeId> agents;
  for (const std::size_t index : members) {
    const PathId path = check.paths.id_at(index);
    for (const NodeId node : {path.source, path.target}) {
      if (failed(check, node) && words_of(check, node) == key.words) agents.insert(node);
    }
  }
  return {agents.begin(), agents.end()};
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
    if (check.paths.state_at(index).cause_index) continue;
    check.paths.edit(index)->cause_index = check.causes.size();
    taken.push_back(index);
  }
  Group group;
  group.by = key.by;
  group.router = key.router;
  if (key.by == GroupBy::target) group.checked = checked.at({key.node, key.protocol, key.port});
  group.members = std::move(taken);
  if (key.by == GroupBy::agent) group.agents = agents_of(check, key, group.members);
  check.causes.push_back(describe_group(check, group));
}

// They are numbered as they are told; of a kind, those with the most paths stay first.
void put_in_telling_order(FinishedCheck& check) {
  std::vector<std::size_t> order(check.causes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t at) {
    return telling_order(check.causes[at].status);
  });
  std::vector<std::size_t> number(order.size());
  std::vector<CommonCause> causes;
  for (const std::size_t at : order) {
    number[at] = causes.size();
    causes.push_back(std::move(check.causes[at]));
  }
  check.causes = std::move(causes);
  for (std::size_t index = 0; index < check.paths.size(); ++index) {
    const auto cause = check.paths.state_at(index).cause_index;
    if (cause) check.paths.edit(index)->cause_index = number[*cause];
  }
}

}  // namespace

int telling_order(Status status) {
  switch (status) {
    case Status::blocked:
    case Status::exposed:
      return 0;
    case Status::degraded:
      return 1;
    case Status::unknown:
      return 2;
    case Status::open:
    case Status::closed:
      break;
  }
  return 3;
}

void find_common_causes(FinishedCheck& check) {
  check.causes.clear();
  Groups groups;
  Checked checked;
  for (std::size_t index = 0; index < check.paths.size(); ++index) {
    if (check.paths.state_at(index).cause_index) check.paths.edit(index)->cause_index.reset();
    const PathId id = check.paths.id_at(index);
    const Protocol protocol = check.inventory.flow(id.flow).protocol;
    ++checked[{index_of(id.target), protocol, check.paths.end_at(index).port}];
    if (is_as_expected(*check.paths.state_at(index).verdict)) continue;
    for (const Key& key : keys_of(check, check.paths[index])) groups[key].push_back(index);
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
  put_in_telling_order(check);
}

}  // namespace oakprobe::diagnosis
