#include "plans/path_plan.hpp"

#include "base/rotation.hpp"
#include "plans/cover.hpp"

#include <algorithm>

namespace oakprobe::plans {
namespace {

std::vector<Pair> rotated(std::size_t members, std::span<const std::byte> seed, Slots slots) {
  const std::vector<std::uint32_t> order = shuffled(members, seed);
  const std::uint64_t count = std::min<std::uint64_t>(slots.count, members - 1);
  std::vector<Pair> pairs;
  pairs.reserve(members * count);
  for (std::uint64_t turn = 0; turn < count; ++turn) {
    const std::uint32_t step = slot_of(slots.first + turn, members);
    for (std::size_t i = 0; i < members; ++i)
      pairs.push_back({order[i], order[(i + step) % members]});
  }
  std::ranges::sort(pairs);
  return pairs;
}

}  // namespace

std::uint64_t PathPlan::possible() const {
  std::uint64_t paths = 0;
  for (const MeshPlan& one : meshes) paths += one.mesh.pairs() * one.mesh.flows.size();
  return paths;
}

std::uint64_t PathPlan::tried() const {
  if (kind == PlanKind::full) return possible();
  std::uint64_t paths = 0;
  for (const MeshPlan& one : meshes) paths += one.pairs.size() * one.mesh.flows.size();
  return paths;
}

PlanKind default_kind(
    const inventory::Inventory& inventory, const inventory::PathSelection& selection
) {
  const std::vector<Mesh> meshes = meshes_of(inventory, selection);
  const bool large = std::ranges::any_of(meshes, [](const Mesh& mesh) {
    return mesh.members.size() > full_members_max;
  });
  return large ? PlanKind::cover : PlanKind::full;
}

std::uint32_t slot_of(std::uint64_t counted, std::size_t members) {
  return static_cast<std::uint32_t>(counted % (members - 1) + 1);
}

PathPlan make_plan(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    PlanKind kind,
    std::span<const std::byte> seed,
    Slots slots
) {
  PathPlan plan;
  plan.kind = kind;
  for (Mesh& mesh : meshes_of(inventory, selection)) {
    MeshPlan& one = plan.meshes.emplace_back();
    one.groups = groups_of(inventory, mesh);
    if (kind == PlanKind::cover) one.pairs = cover(one.groups, seed);
    if (kind == PlanKind::rotate) one.pairs = rotated(mesh.members.size(), seed, slots);
    one.mesh = std::move(mesh);
  }
  return plan;
}

const MeshPlan* thinned_mesh_of(const PathPlan& plan, FlowId flow) {
  if (plan.kind == PlanKind::full) return nullptr;
  for (const MeshPlan& one : plan.meshes)
    if (std::ranges::find(one.mesh.flows, flow) != one.mesh.flows.end()) return &one;
  return nullptr;
}

std::vector<inventory::FlowCount> count_paths(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const PathPlan& plan
) {
  std::vector<inventory::FlowCount> counts = inventory::count_paths(inventory, selection);
  for (inventory::FlowCount& count : counts)
    if (const MeshPlan* thinned = thinned_mesh_of(plan, count.flow))
      count.paths = thinned->pairs.size();
  return counts;
}

}  // namespace oakprobe::plans
