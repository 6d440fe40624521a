#include "coordinator/check/drill_down.hpp"

#include "plans/cover.hpp"

#include <algorithm>
#include <unordered_map>

namespace oakprobe::check {
namespace {

using diagnosis::FinishedPath;

bool is_of(const plans::Mesh& mesh, const FinishedPath& path) {
  return std::ranges::find(mesh.flows, path.id.flow) != mesh.flows.end();
}

std::vector<plans::TriedPair> tried_pairs(
    const diagnosis::FinishedCheck& check, const plans::Mesh& mesh
) {
  std::unordered_map<std::uint32_t, std::uint32_t> positions;
  for (std::uint32_t at = 0; at < mesh.members.size(); ++at)
    positions.emplace(index_of(mesh.members[at]), at);
  std::vector<plans::TriedPair> tried;
  for (const FinishedPath& path : check.paths) {
    if (!is_of(mesh, path)) continue;
    const plans::Pair pair{
        positions.at(index_of(path.id.source)), positions.at(index_of(path.id.target))};
    tried.push_back({pair, path.verdict->status == diagnosis::Status::blocked});
  }
  return tried;
}

}  // namespace

std::vector<inventory::ExpectedPath> paths_to_corner(
    const diagnosis::FinishedCheck& check, const plans::PathPlan& plan, DrilledPairs& drilled
) {
  std::vector<inventory::ExpectedPath> more;
  drilled.resize(plan.meshes.size());
  for (std::size_t at = 0; at < plan.meshes.size(); ++at) {
    const plans::MeshPlan& one = plan.meshes[at];
    const auto tried = tried_pairs(check, one.mesh);
    for (const plans::Pair& pair : plans::drill_down(one.groups, tried, drilled[at])) {
      for (const FlowId flow : one.mesh.flows) {
        const PathId id{flow, one.mesh.members[pair.source], one.mesh.members[pair.target]};
        if (const auto path = inventory::path_between(check.inventory, id)) more.push_back(*path);
      }
    }
  }
  return more;
}

std::uint64_t mesh_paths(const diagnosis::FinishedCheck& check, const plans::PathPlan& plan) {
  std::uint64_t count = 0;
  for (const plans::MeshPlan& one : plan.meshes)
    count += static_cast<std::uint64_t>(std::ranges::count_if(
        check.paths,
        [&](const FinishedPath& path) { return path.is_tried() && is_of(one.mesh, path); }
    ));
  return count;
}

}  // namespace oakprobe::check
