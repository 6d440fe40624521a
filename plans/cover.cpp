#include "plans/cover.hpp"

#include "base/rotation.hpp"

#include <algorithm>
#include <set>

namespace oakprobe::plans {
namespace {

using Position = std::uint32_t;

// Members by group; each in the order in which it is next to be used.
class Groups {
 public:
  Groups(
      const std::vector<std::uint32_t>& group_of,
      std::uint32_t count,
      std::span<const Position> order
  )
      : members_(count), next_source_(count), next_target_(count) {
    for (const Position member : order) members_[group_of[member]].push_back(member);
  }

  // One after the other, so that no member of a large group has all of its crossings.
  [[nodiscard]] Pair cross(std::uint32_t from, std::uint32_t to) {
    Pair pair{next(from, next_source_), next(to, next_target_)};
    if (pair.source == pair.target) pair.target = next(to, next_target_);
    return pair;
  }

  [[nodiscard]] std::size_t size(std::uint32_t group) const { return members_[group].size(); }
  [[nodiscard]] const std::vector<Position>& members(std::uint32_t group) const {
    return members_[group];
  }

 private:
  Position next(std::uint32_t group, std::vector<std::size_t>& turns) {
    const std::vector<Position>& members = members_[group];
    return members[turns[group]++ % members.size()];
  }

  std::vector<std::vector<Position>> members_;
  std::vector<std::size_t> next_source_;
  std::vector<std::size_t> next_target_;
};

void cross_all(
    const std::vector<std::uint32_t>& group_of,
    std::uint32_t count,
    std::span<const Position> order,
    std::vector<Pair>& pairs
) {
  std::vector<bool> crossed(std::size_t{count} * count);
  const auto at = [count](std::uint32_t from, std::uint32_t to) {
    return std::size_t{from} * count + to;
  };
  for (const Pair& pair : pairs) crossed[at(group_of[pair.source], group_of[pair.target])] = true;
  Groups groups(group_of, count, order);
  for (std::uint32_t from = 0; from < count; ++from) {
    for (std::uint32_t to = 0; to < count; ++to) {
      const bool possible = from != to || groups.size(from) > 1;
      if (possible && !crossed[at(from, to)]) pairs.push_back(groups.cross(from, to));
    }
  }
}

void sort_out(std::vector<Pair>& pairs) {
  std::ranges::sort(pairs);
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
}

// The first member from `after` on, round and round, that `fits`; none: `after` itself.
template <class Fits>
Position another(Position after, std::size_t count, const Fits& fits) {
  for (std::size_t step = 1; step < count; ++step) {
    const auto candidate = static_cast<Position>((after + step) % count);
    if (fits(candidate)) return candidate;
  }
  return after;
}

// Failed pairs in the order in which they are looked into.
std::vector<Pair> failed_first(
    std::span<const TriedPair> tried, std::size_t count, const std::set<Pair>& drilled
) {
  std::vector<bool> source_met(count);
  std::vector<bool> target_met(count);
  std::vector<Pair> first;
  std::vector<Pair> rest;
  for (const TriedPair& one : tried) {
    if (!one.failed || drilled.contains(one.pair)) continue;
    const bool is_new = !source_met[one.pair.source] || !target_met[one.pair.target];
    source_met[one.pair.source] = target_met[one.pair.target] = true;
    (is_new ? first : rest).push_back(one.pair);
  }
  first.insert(first.end(), rest.begin(), rest.end());
  if (first.size() > drilled_pairs_max) first.resize(drilled_pairs_max);
  return first;
}

}  // namespace

std::vector<Pair> cover(const MeshGroups& groups, std::span<const std::byte> seed) {
  const auto count = static_cast<Position>(groups.cluster.size());
  const std::vector<Position> order = shuffled(count, seed);
  std::vector<Pair> pairs;
  for (Position i = 0; i < count; ++i)
    for (const Position step : {1U, 2U})
      if (step < count) pairs.push_back({order[i], order[(i + step) % count]});
  if (groups.clusters > 0) cross_all(groups.cluster, groups.clusters, order, pairs);
  cross_all(groups.network, groups.networks, order, pairs);
  sort_out(pairs);
  return pairs;
}

std::vector<Pair> drill_down(
    const MeshGroups& groups, std::span<const TriedPair> tried, std::set<Pair>& drilled
) {
  const std::size_t count = groups.cluster.size();
  std::set<Pair> known;
  for (const TriedPair& one : tried) known.insert(one.pair);
  std::vector<Pair> more;
  const auto want = [&](Position source, Position target) {
    if (source != target && known.insert({source, target}).second) more.push_back({source, target});
  };
  for (const auto& [source, target] : failed_first(tried, count, drilled)) {
    if (!drilled.insert({source, target}).second) continue;  // two flows of one pair
    const auto beside = [&, source = source, target = target](Position member) {
      return another(member, count, [&](Position other) {
        return groups.network[other] == groups.network[member] && other != source &&
               other != target;
      });
    };
    const auto elsewhere = [&, source = source, target = target](Position member) {
      return another(member, count, [&](Position other) {
        const bool apart = groups.network[other] != groups.network[source] &&
                           groups.network[other] != groups.network[target];
        const bool one_network = groups.networks == 1;
        return (apart || one_network) && other != source && other != target;
      });
    };
    want(target, source);
    want(source, beside(target));
    want(source, elsewhere(target));
    want(beside(source), target);
    want(elsewhere(source), target);
    want(beside(source), beside(target));
  }
  sort_out(more);
  return more;
}

}  // namespace oakprobe::plans
