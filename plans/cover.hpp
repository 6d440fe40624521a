#pragma once

#include "plans/mesh.hpp"

#include <cstddef>
#include <set>
#include <span>
#include <vector>

namespace oakprobe::plans {

// Few pairs that meet every member and every group: each member sends and receives at least twice
// (in a mesh of three: all pairs), and every ordered pair of clusters and of networks is crossed,
// also from a group to itself where it has two members. Ascending, none twice. docs/plans.md says
// what they find: faults of nodes, of one direction of a node, and between clusters or networks;
// of single links only those that they happen to meet.
[[nodiscard]] std::vector<Pair> cover(const MeshGroups& groups, std::span<const std::byte> seed);

// A pair that was tried.
struct TriedPair {
  Pair pair;
  bool failed = false;
};

// At most this many failed pairs are looked into at a time, first one for each member and
// direction.
inline constexpr std::size_t drilled_pairs_max = 500;

// What else tells what a failure is about: for each failed pair its way back, the same source to
// another member of the target's network and to one elsewhere, and the same target from such two.
// Ascending, without those that were tried. `tried` in any order. `drilled` are the failed pairs
// that were looked into before; those of now are added.
[[nodiscard]] std::vector<Pair> drill_down(
    const MeshGroups& groups, std::span<const TriedPair> tried, std::set<Pair>& drilled
);

}  // namespace oakprobe::plans
