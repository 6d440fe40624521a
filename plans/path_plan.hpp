#pragma once

#include "base/described_enum.hpp"
#include "plans/mesh.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

// Which of an inventory's expected paths a check tries (docs/plans.md). Pure.
namespace oakprobe::plans {

BOOST_DEFINE_FIXED_ENUM_CLASS(
    PlanKind,
    std::uint8_t,
    full,   // every path
    cover,  // of meshes, few paths that meet every node and group; more around what fails
    rotate  // of meshes, some slots of the rotation; the next run goes on with the next ones
)

[[nodiscard]] constexpr std::string_view to_string(PlanKind kind) { return name_of(kind); }

// Above so many members of a mesh, cover is what is meant unless something else is said.
inline constexpr std::size_t full_members_max = 2'000;

// The slots of the rotation that a run tries: `count` from `first` on, round and round.
struct Slots {
  std::uint64_t first = 0;  // counted over all runs
  std::uint32_t count = 0;
};

// One mesh, and which of its pairs are tried.
struct MeshPlan {
  Mesh mesh;
  MeshGroups groups;
  std::vector<Pair> pairs;  // ascending; empty with `full`, which tries all
};

struct PathPlan {
  PlanKind kind = PlanKind::full;
  std::vector<MeshPlan> meshes;

  // Paths of meshes that there are, and that this plan tries.
  [[nodiscard]] std::uint64_t possible() const;
  [[nodiscard]] std::uint64_t tried() const;
};

// The kind that is meant where none is said.
[[nodiscard]] PlanKind default_kind(
    const inventory::Inventory& inventory, const inventory::PathSelection& selection
);

// `slots` with rotate only.
[[nodiscard]] PathPlan make_plan(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    PlanKind kind,
    std::span<const std::byte> seed,
    Slots slots = {}
);

// Which slot of the rotation of `members` a slot counted over all runs is: 1 to members - 1.
[[nodiscard]] std::uint32_t slot_of(std::uint64_t counted, std::size_t members);

// The mesh that the flow is of and of which not every pair is tried; null: every path is.
[[nodiscard]] const MeshPlan* thinned_mesh_of(const PathPlan& plan, FlowId flow);

// Calls visit for every path of the plan, in order of flow, source, target. Nothing is stored.
void for_each_path(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const PathPlan& plan,
    const std::function<void(const inventory::ExpectedPath&)>& visit
);

// How many paths of each flow the plan tries; flows without any are left out.
[[nodiscard]] std::vector<inventory::FlowCount> count_paths(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const PathPlan& plan
);

}  // namespace oakprobe::plans
