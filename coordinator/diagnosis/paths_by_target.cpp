#include "coordinator/diagnosis/paths_by_target.hpp"

namespace oakprobe::diagnosis {

PathsByTarget::PathsByTarget(const PathBook& paths, std::size_t nodes)
    : begins_(nodes + 1), positions_(paths.size()) {
  paths.for_each_id([&](std::uint32_t, const PathId& id) { ++begins_[index_of(id.target) + 1]; });
  for (std::size_t node = 0; node < nodes; ++node) begins_[node + 1] += begins_[node];
  std::vector<std::uint32_t> next(begins_.begin(), begins_.end() - 1);
  paths.for_each_id([&](std::uint32_t position, const PathId& id) {
    positions_[next[index_of(id.target)]++] = position;
  });
}

}  // namespace oakprobe::diagnosis
