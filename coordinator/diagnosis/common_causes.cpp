#include "coordinator/diagnosis/common_causes.hpp"

#include "coordinator/diagnosis/cause_group.hpp"
#include "coordinator/diagnosis/cause_keys.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <queue>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace oakprobe::diagnosis {
namespace {

using Groups = std::map<CauseKey, std::vector<std::size_t>>;

std::size_t uncovered(const FinishedCheck& check, const std::vector<std::size_t>& members) {
  return static_cast<std::size_t>(std::count_if(
      members.begin(),
      members.end(),
      [&](std::size_t index) { return !check.paths.state_at(index).cause_index.has_value(); }
  ));
}

// A proved segment at one end lets that end's group win a tie: one firewall is one cause.
int preference(const CauseKey& key) {
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
    const FinishedCheck& check,
    const CauseKeys& keys,
    const CauseKey& key,
    const std::vector<std::size_t>& members
) {
  std::set<NodeId> agents;
  for (const std::size_t index : members) {
    const PathId path = check.paths.id_at(index);
    for (const NodeId node : {path.source, path.target}) {
      if (keys.failed_so(node, key)) agents.insert(node);
    }
  }
  return {agents.begin(), agents.end()};
}

// How many of a dead host's paths are not judged as such.
std::size_t put_unjudged_last(
    const FinishedCheck& check, const CauseKey& key, std::vector<std::size_t>& members
) {
  if (key.by != GroupBy::host) return 0;
  const auto rest = std::ranges::stable_partition(members, [&](std::size_t index) {
    return check.paths.state_at(index).verdict->status == key.status;
  });
  return rest.size();
}

// How many paths were checked to each port of each target.
using Checked = std::map<std::tuple<std::uint32_t, Protocol, std::uint16_t>, std::size_t>;

void take(
    FinishedCheck& check,
    const CauseKeys& keys,
    const CauseKey& key,
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
  group.unjudged = put_unjudged_last(check, key, taken);
  if (group.unjudged == taken.size()) {  // the others have a larger cause
    group.by = GroupBy::agent;
    group.agents = {NodeId{key.node}};
    group.unjudged = 0;
  }
  group.members = std::move(taken);
  if (key.by == GroupBy::agent) group.agents = agents_of(check, keys, key, group.members);
  check.causes.push_back(common_cause_of(check, group));
}

// They are numbered as they are told; of a kind, those with the most paths stay first. A want of
// privilege is at the top of what is unknown: one option answers all of it.
void put_in_telling_order(FinishedCheck& check) {
  std::vector<std::size_t> order(check.causes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t at) {
    const CommonCause& cause = check.causes[at];
    return std::pair(telling_order(cause.status), cause.cause != Cause::not_privileged);
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

std::vector<std::vector<std::size_t>> members_of_causes(const FinishedCheck& check) {
  std::vector<std::vector<std::size_t>> members(check.causes.size());
  for (std::size_t index = 0; index < check.paths.size(); ++index) {
    const auto cause = check.paths.state_at(index).cause_index;
    if (cause && *cause < members.size()) members[*cause].push_back(index);
  }
  return members;
}

void find_common_causes(FinishedCheck& check) {
  check.causes.clear();
  Groups groups;
  Checked checked;
  const CauseKeys keys(check);
  for (std::size_t index = 0; index < check.paths.size(); ++index) {
    if (check.paths.state_at(index).cause_index) check.paths.edit(index)->cause_index.reset();
    const PathId id = check.paths.id_at(index);
    const Protocol protocol = check.inventory.flow(id.flow).protocol;
    ++checked[{index_of(id.target), protocol, check.paths.end_at(index).port}];
    if (is_as_expected(*check.paths.state_at(index).verdict)) continue;
    for (const CauseKey& key : keys.of(check.paths[index])) groups[key].push_back(index);
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
    take(check, keys, group->first, group->second, checked);
  }
  put_in_telling_order(check);
}

}  // namespace oakprobe::diagnosis
