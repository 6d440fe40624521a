#include "plans/path_walk.hpp"

#include <algorithm>

namespace oakprobe::plans {
namespace {

constexpr std::size_t paths_per_stretch = 32'768;

}  // namespace

PathWalk::PathWalk(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const PathPlan& plan
)
    : inventory_(inventory), selection_(selection) {
  for (const inventory::FlowCount& count : inventory::count_paths(inventory, selection)) {
    if (const MeshPlan* thinned = thinned_mesh_of(plan, count.flow))
      add_thinned(count.flow, *thinned);
    else
      add_all_of(count.flow);
  }
}

void PathWalk::add_all_of(FlowId flow) {
  const inventory::FlowEnds ends = inventory::ends_of(inventory_, selection_, flow);
  const std::size_t at_once = paths_per_stretch / std::max<std::size_t>(ends.targets.size(), 1) + 1;
  for (std::size_t first = 0; first < ends.sources.size(); first += at_once) {
    const auto begin = ends.sources.begin() + static_cast<std::ptrdiff_t>(first);
    const std::size_t count = std::min(at_once, ends.sources.size() - first);
    stretches_.push_back({flow, {begin, begin + static_cast<std::ptrdiff_t>(count)}});
  }
}

void PathWalk::add_thinned(FlowId flow, const MeshPlan& mesh) {
  for (std::size_t first = 0; first < mesh.pairs.size(); first += paths_per_stretch)
    stretches_.push_back(
        {flow, {}, &mesh, first, std::min(first + paths_per_stretch, mesh.pairs.size())}
    );
}

bool PathWalk::advance(const Visit& visit) {
  if (next_ == stretches_.size()) return false;
  const Stretch& stretch = stretches_[next_++];
  if (stretch.mesh == nullptr) {
    inventory::PathSelection some = selection_;
    some.flows = {stretch.flow};
    some.sources = stretch.sources;
    inventory::for_each_path(inventory_, some, visit);
    return true;
  }
  const auto& members = stretch.mesh->mesh.members;
  for (std::size_t at = stretch.first; at < stretch.end; ++at) {
    const Pair& pair = stretch.mesh->pairs[at];
    const PathId id{stretch.flow, members[pair.source], members[pair.target]};
    if (const auto path = inventory::path_between(inventory_, id)) visit(*path);
  }
  return true;
}

void for_each_path(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const PathPlan& plan,
    const std::function<void(const inventory::ExpectedPath&)>& visit
) {
  PathWalk walk(inventory, selection, plan);
  while (walk.advance(visit)) {
  }
}

}  // namespace oakprobe::plans
