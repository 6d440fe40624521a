#pragma once

#include "plans/path_plan.hpp"

#include <cstddef>
#include <functional>
#include <vector>

namespace oakprobe::plans {

// for_each_path(), some ten thousand paths at a time: a mesh's million takes longer than whoever
// has to keep others waiting may be away.
class PathWalk {
 public:
  using Visit = std::function<void(const inventory::ExpectedPath&)>;

  // They outlive it.
  PathWalk(
      const inventory::Inventory& inventory,
      const inventory::PathSelection& selection,
      const PathPlan& plan
  );

  // Visits the next ones; false: there are no more.
  [[nodiscard]] bool advance(const Visit& visit);

 private:
  // A flow of which every path is tried, from some of its sources; or one that the plan thinned.
  struct Stretch {
    FlowId flow{};
    std::vector<NodeId> sources;     // none: thinned
    const MeshPlan* mesh = nullptr;  // then, and the pairs from `first` to `end`
    std::size_t first = 0;
    std::size_t end = 0;
  };

  void add_all_of(FlowId flow);
  void add_thinned(FlowId flow, const MeshPlan& mesh);

  const inventory::Inventory& inventory_;
  const inventory::PathSelection& selection_;
  std::vector<Stretch> stretches_;
  std::size_t next_ = 0;
};

}  // namespace oakprobe::plans
