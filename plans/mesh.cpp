#include "plans/mesh.hpp"

#include "base/ip_address.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>

namespace oakprobe::plans {
namespace {

constexpr std::size_t members_min = 3;
constexpr std::uint64_t pairs_per_member = 10;

bool are_few(std::uint32_t groups, const Mesh& mesh) {
  return std::uint64_t{groups} * groups <= pairs_per_member * mesh.members.size();
}

// The address's first bits, as a text that no other family has; empty: a name, or `auto`.
std::string network_of(const std::optional<IpAddress>& address, unsigned prefix) {
  if (!address) return "";
  std::string bytes;
  if (address->is_v4()) {
    for (const unsigned char byte : address->to_v4().to_bytes()) bytes += static_cast<char>(byte);
  } else {
    for (const unsigned char byte : address->to_v6().to_bytes()) bytes += static_cast<char>(byte);
    prefix = std::min(3 * prefix, 64U);
  }
  bytes.resize(prefix / 8);
  return (address->is_v4() ? "4" : "6") + bytes;
}

template <class Name>
std::uint32_t number_names(
    const Mesh& mesh, std::vector<std::uint32_t>& numbers, const Name& name_of
) {
  std::map<std::string, std::uint32_t> known;
  numbers.clear();
  for (const NodeId member : mesh.members) {
    const auto next = static_cast<std::uint32_t>(known.size());
    numbers.push_back(known.try_emplace(name_of(member), next).first->second);
  }
  return static_cast<std::uint32_t>(known.size());
}

}  // namespace

std::vector<Mesh> meshes_of(
    const inventory::Inventory& inventory, const inventory::PathSelection& selection
) {
  std::vector<Mesh> meshes;
  const bool chosen =
      !selection.sources.empty() || !selection.targets.empty() || selection.only.has_value();
  if (chosen) return meshes;
  for (const inventory::FlowCount& count : inventory::count_paths(inventory, selection)) {
    inventory::FlowEnds ends = inventory::ends_of(inventory, selection, count.flow);
    const std::uint64_t nodes = ends.sources.size();
    const bool all_to_all =
        nodes >= members_min && ends.sources == ends.targets && count.paths == nodes * (nodes - 1);
    const bool wanted = inventory.flow(count.flow).expect == inventory::Expect::open;
    if (!all_to_all || !wanted) continue;
    const auto same = std::ranges::find(meshes, ends.sources, &Mesh::members);
    if (same != meshes.end()) {
      same->flows.push_back(count.flow);
    } else {
      meshes.push_back({std::move(ends.sources), {count.flow}});
    }
  }
  return meshes;
}

MeshGroups groups_of(const inventory::Inventory& inventory, const Mesh& mesh) {
  MeshGroups groups;
  groups.clusters = number_names(mesh, groups.cluster, [&](NodeId member) {
    return inventory.node(member).cluster;
  });
  if (!are_few(groups.clusters, mesh)) groups.clusters = 0;
  for (const unsigned prefix : {24U, 16U, 8U, 0U}) {
    groups.prefix = prefix;
    groups.networks = number_names(mesh, groups.network, [&](NodeId member) {
      return prefix == 0 ? "" : network_of(inventory.node(member).address.ip(), prefix);
    });
    if (are_few(groups.networks, mesh)) break;
  }
  return groups;
}

}  // namespace oakprobe::plans
