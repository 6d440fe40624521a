#include "coordinator/diagnosis/common_causes.hpp"

#include "coordinator/diagnosis/cause_group.hpp"
#include "coordinator/diagnosis/rule_causes.hpp"
#include "coordinator/diagnosis/telling_order.hpp"

#include <boost/container_hash/hash.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace oakprobe::diagnosis {
namespace {

constexpr std::size_t gathered_per_slice = 8'192;
constexpr std::size_t covered_per_slice = 65'536;
// Of more paths that have no scope in common, nobody would read the pairs.
constexpr std::size_t told_apart_max = 1'000;

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
  const auto rest = std::stable_partition(members.begin(), members.end(), [&](std::size_t index) {
    return check.paths.state_at(index).verdict->status == key.status;
  });
  return static_cast<std::size_t>(members.end() - rest);
}

CauseScope scope_of(const CauseKey& key) {
  CauseScope scope;
  if (key.by == GroupBy::source) scope.source = NodeId{key.node};
  if (key.by == GroupBy::scope) scope.source = NodeId{key.peer};
  if (key.by != GroupBy::target && key.by != GroupBy::scope) return scope;
  scope.target = NodeId{key.node};
  scope.protocol = key.protocol;
  scope.port = key.port;
  return scope;
}

CauseScope scope_of(const FinishedCheck& check, std::size_t index) {
  const PathId path = check.paths.id_at(index);
  CauseScope scope;
  scope.source = path.source;
  scope.target = path.target;
  scope.protocol = check.inventory.flow(path.flow).protocol;
  scope.port = check.paths.end_at(index).port;
  return scope;
}

}  // namespace

std::vector<std::vector<std::size_t>> members_of_causes(const FinishedCheck& check) {
  std::vector<std::vector<std::size_t>> members(check.causes.size());
  for (std::size_t index = 0; index < check.paths.size(); ++index) {
    const auto cause = check.paths.cause_at(index);
    if (cause && *cause < members.size()) members[*cause].push_back(index);
  }
  return members;
}

std::size_t CommonCauses::KeyHash::operator()(const CauseKey& key) const {
  std::size_t seed = 0;
  boost::hash_combine(seed, static_cast<unsigned>(key.by));
  boost::hash_combine(seed, static_cast<unsigned>(key.status));
  boost::hash_combine(seed, key.where.bits());
  boost::hash_combine(seed, key.node);
  boost::hash_combine(seed, key.peer);
  boost::hash_combine(seed, key.port);
  boost::hash_combine(seed, static_cast<unsigned>(key.protocol));
  boost::hash_combine(seed, key.mtu);
  boost::hash_combine(seed, key.words);
  if (key.cause) boost::hash_combine(seed, static_cast<unsigned>(*key.cause));
  if (key.router) boost::hash_combine(seed, std::hash<IpAddress>{}(*key.router));
  return seed;
}

CommonCauses::CommonCauses(FinishedCheck& check) : check_(check), keys_(check) {
  check.causes.clear();
  check.paths.forget_causes();
  scopes_.emplace(check);
  check.paths.count_ends([&](FlowId flow, NodeId target, const PathEnd& end, std::uint32_t paths) {
    checked_[{index_of(target), check.inventory.flow(flow).protocol, end.port}] += paths;
  });
}

void CommonCauses::count_closed(const PathId& id) {
  const inventory::Flow& flow = check_.inventory.flow(id.flow);
  if (flow.expect != inventory::Expect::closed) return;
  ++closed_to_[{index_of(id.target), flow.protocol, check_.paths.end_at(next_).port}];
  ++closed_from_[index_of(id.source)];
}

void CommonCauses::gather(std::size_t end) {
  for (; next_ < end; ++next_) {
    const Judgement& judgement = *check_.paths.state_at(next_).verdict;
    if (judgement.status != Status::exposed) count_closed(check_.paths.id_at(next_));
    if (is_as_expected(judgement)) continue;
    if (check_.paths.cause_at(next_)) continue;
    for (const CauseKey& key : keys_.of(check_.paths[next_], pairs_)) {
      const auto number = static_cast<std::uint32_t>(groups_.size());
      const auto [group, is_new] = group_of_.try_emplace(key, number);
      if (is_new) groups_.push_back({key, {}});
      groups_[group->second].members.push_back(static_cast<std::uint32_t>(next_));
    }
  }
}

// Greedy set cover. A size only shrinks, so a group whose recorded size still holds is largest.
void CommonCauses::begin_to_cover() {
  group_of_ = {};
  std::ranges::sort(groups_, [](const Alike& a, const Alike& b) { return a.key < b.key; });
  std::ptrdiff_t order = 0;
  for (std::uint32_t at = 0; at < groups_.size(); ++at)
    if (!is_chance(groups_[at]))
      queue_.emplace(groups_[at].members.size(), preference(groups_[at].key), --order, at);
}

void CommonCauses::cover_slice() {
  std::size_t looked_at = 0;
  while (!queue_.empty() && looked_at < covered_per_slice) {
    const auto [size, liking, position, at] = queue_.top();
    queue_.pop();
    Alike& group = groups_[at];
    looked_at += group.members.size();
    const std::size_t left = uncovered(group);
    if (left > 0 && left < size) {
      queue_.emplace(left, liking, position, at);
      continue;
    }
    if (left > 0) take(group);
    group.members = {};
  }
}

std::size_t CommonCauses::uncovered(const Alike& group) const {
  return static_cast<std::size_t>(std::ranges::count_if(group.members, [&](std::uint32_t index) {
    return !check_.paths.cause_at(index);
  }));
}

void CommonCauses::take(const Alike& alike) {
  const CauseKey& key = alike.key;
  std::vector<std::size_t> taken;
  for (const std::uint32_t index : alike.members) {
    if (check_.paths.cause_at(index)) continue;
    check_.paths.set_cause(index, static_cast<std::uint32_t>(check_.causes.size()));
    taken.push_back(index);
  }
  Group group;
  group.by = key.by;
  group.scope = scope_of(key);
  group.of = checked(key);
  if (group.of > 0 && taken.size() == 1) {  // one path says nothing of what else is there
    group.scope = scope_of(check_, taken.front());
    group.of = 1;
  }
  if (group.of > taken.size()) {  // the others contradict it, or say nothing
    group.scope = {};
    group.of = 0;
  }
  group.unjudged = put_unjudged_last(check_, key, taken);
  if (group.unjudged == taken.size()) {  // the others have a larger cause
    group.by = GroupBy::agent;
    group.agents = {NodeId{key.node}};
    group.unjudged = 0;
  }
  group.members = std::move(taken);
  if (key.by == GroupBy::agent) group.agents = agents_of(check_, keys_, key, group.members);
  check_.causes.push_back(common_cause_of(check_, group));
}

// Some paths of a node that failed alike are their pairs', unless the machine is proved.
bool CommonCauses::is_chance(const Alike& group) const {
  const CauseKey& key = group.key;
  if (pairs_ == Pairs::together || group.members.size() < 2) return false;
  if (key.by != GroupBy::target && key.by != GroupBy::source) return false;
  if (!has_scope({key.status, key.cause, key.where, {}})) return false;
  return !key.where.is_within(source_end) && !key.where.is_within(target_end);
}

// How many paths of the key's scope there are, but for those that are as closed as they are to be,
// if the trouble is one of what is to be open.
std::size_t CommonCauses::checked(const CauseKey& key) const {
  const bool is_of_all = key.status == Status::exposed || key.status == Status::unknown;
  const auto open_of = [&](std::size_t all, const auto& closed, const auto& at) {
    const auto left_out = closed.find(at);
    return is_of_all || left_out == closed.end() ? all : all - left_out->second;
  };
  switch (key.by) {
    case GroupBy::target: {
      const Port port{key.node, key.protocol, key.port};
      return open_of(checked_.at(port), closed_to_, port);
    }
    case GroupBy::source:
      return open_of(check_.paths.from(NodeId{key.node}).size(), closed_from_, key.node);
    default:
      return 0;
  }
}

bool CommonCauses::advance() {
  if (scopes_) {
    const auto take = [this](ScopedCause cause) {
      for (const std::size_t index : cause.members)
        check_.paths.set_cause(index, static_cast<std::uint32_t>(check_.causes.size()));
      Group group;
      group.by = cause.by;
      group.scope = std::move(cause.scope);
      group.of = cause.of;
      group.members = std::move(cause.members);
      check_.causes.push_back(common_cause_of(check_, group));
    };
    if (scopes_->advance(take)) return true;
    if (scopes_->left() > told_apart_max) pairs_ = Pairs::together;
    scopes_.reset();
    return true;
  }
  if (next_ < check_.paths.size()) {
    gather(std::min(check_.paths.size(), next_ + gathered_per_slice));
    return true;
  }
  if (!std::exchange(gathered_, true)) begin_to_cover();
  cover_slice();
  if (!queue_.empty()) return true;
  regroup_by_rule(check_);
  put_in_telling_order(check_);
  return false;
}

}  // namespace oakprobe::diagnosis
