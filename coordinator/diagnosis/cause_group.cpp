#include "coordinator/diagnosis/cause_group.hpp"

#include "coordinator/diagnosis/path_fare.hpp"

#include <algorithm>
#include <span>

namespace oakprobe::diagnosis {
namespace {

std::span<const std::size_t> judged(const Group& group) {
  return std::span(group.members).first(group.members.size() - group.unjudged);
}

bool is_only_at(SegmentSet where, SegmentSet end) { return !where.empty() && where.is_within(end); }

// All that are judged as the first one is have the same node there.
bool shares(const FinishedCheck& check, const Group& group, NodeId PathId::*end) {
  const NodeId first = check.paths.id_at(group.members.front()).*end;
  return std::ranges::all_of(judged(group), [&](std::size_t index) {
    return check.paths.id_at(index).*end == first;
  });
}

// The node to look at: proved by the segments, or the one end that several paths share.
std::optional<NodeId> guilty_node(const FinishedCheck& check, const Group& group) {
  const PathId first = check.paths.id_at(group.members.front());
  const Judgement& judgement = *check.paths.state_at(group.members.front()).verdict;
  const SegmentSet where = judgement.where;
  const bool target = shares(check, group, &PathId::target);
  const bool source = shares(check, group, &PathId::source);
  if (is_only_at(where, target_end)) return target ? std::optional(first.target) : std::nullopt;
  if (is_only_at(where, source_end)) return source ? std::optional(first.source) : std::nullopt;
  if (group.by == GroupBy::agent) {
    return group.agents.size() == 1 ? std::optional(group.agents.front()) : std::nullopt;
  }
  if (judgement.status == Status::exposed && target) return first.target;
  if (group.by == GroupBy::host && (group.unjudged > 0 || !source)) return first.target;
  // A proved `network` is nobody's; a shared end of several paths is where to look first.
  const bool placeless = where.empty() || where == SegmentSet{Segment::network};
  if (placeless || group.members.size() < 2) return std::nullopt;
  if (target && !source) return first.target;
  if (source && !target) return first.source;
  return std::nullopt;
}

// Who refused all that are judged so.
std::optional<IpAddress> common_router(const FinishedCheck& check, const Group& group) {
  const std::size_t first = group.members.front();
  const auto router_at = [&](std::size_t index) {
    return fare_of(check.paths.state_at(index)).router;
  };
  const auto router = router_at(first);
  if (!router) return std::nullopt;
  const bool is_common = std::ranges::all_of(judged(group), [&](std::size_t index) {
    return router_at(index) == router;
  });
  if (!is_common) return std::nullopt;
  if (*router != PathBook::dialled_sender()) return router;
  // Each target's own address.
  const bool is_one = group.by == GroupBy::router || shares(check, group, &PathId::target);
  return is_one ? fare_of(check.paths[first]).router : std::nullopt;
}

}  // namespace

CommonCause common_cause_of(const FinishedCheck& check, const Group& group) {
  const Judgement& first = *check.paths.state_at(group.members.front()).verdict;
  CommonCause cause;
  cause.cause = first.cause;
  cause.status = first.status;
  cause.where = first.where;
  // One fault, whose place not every path shows alike.
  if (group.by == GroupBy::host || group.by == GroupBy::mtu)
    for (const std::size_t index : judged(group))
      cause.where |= check.paths.state_at(index).verdict->where;
  cause.node = guilty_node(check, group);
  cause.paths = group.members.size();
  cause.unjudged = group.unjudged;
  cause.agents = group.agents;
  if (group.unjudged > 0) cause.agents = {check.paths.id_at(group.members.front()).target};
  cause.by = group.by;
  cause.router = common_router(check, group);
  cause.scope = group.scope;
  cause.of = group.of;
  cause.first = group.members.front();
  return cause;
}

}  // namespace oakprobe::diagnosis
