#pragma once

#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"

#include <compare>
#include <cstdint>
#include <vector>

namespace oakprobe::plans {

// A directed pair of members of a mesh, by their positions in it.
struct Pair {
  std::uint32_t source = 0;
  std::uint32_t target = 0;

  friend auto operator<=>(const Pair&, const Pair&) = default;
};

// Flows that must be open, and that every member dials to every other, as workers do their tunnels:
// n·(n−1) pairs. All other flows have few paths, and are checked whole by every plan.
struct Mesh {
  std::vector<NodeId> members;  // in ascending order
  std::vector<FlowId> flows;    // so

  [[nodiscard]] std::uint64_t pairs() const {
    return std::uint64_t{members.size()} * (members.size() - 1);
  }
};

// The meshes of a selection, each with three members at least. A selection of sources,
// targets or single paths has none: it names what it wants.
[[nodiscard]] std::vector<Mesh> meshes_of(
    const inventory::Inventory& inventory, const inventory::PathSelection& selection
);

// Where a mesh's members stand, by position: what they share can fail as one.
struct MeshGroups {
  std::vector<std::uint32_t> cluster;
  std::vector<std::uint32_t> network;  // by the address in the inventory; names are one network
  // 0: they are so many that their pairs would be more than 10 for each member, and are not told
  // apart.
  std::uint32_t clusters = 0;
  std::uint32_t networks = 0;
  // Bits of an IPv4 network, of an IPv6 one three times as many and no more than 64: 24, and fewer
  // where so many networks are in use that their pairs would be more than 10 for each member. 0:
  // members are not told apart by network.
  unsigned prefix = 24;
};

[[nodiscard]] MeshGroups groups_of(const inventory::Inventory& inventory, const Mesh& mesh);

}  // namespace oakprobe::plans
