#pragma once

#include "coordinator/diagnosis/known_path.hpp"
#include "inventory/expected_path.hpp"
#include "plans/path_plan.hpp"

#include <set>
#include <vector>

namespace oakprobe::check {

using diagnosis::further_sources_max;

// The failed pairs that were looked into, of each mesh of the plan.
using DrilledPairs = std::vector<std::set<plans::Pair>>;

// What is to be tried beside the check's judged paths, to corner what the blocked ones of a thinned
// mesh have in common (plans/cover.hpp). Empty: nothing more would tell.
[[nodiscard]] std::vector<inventory::ExpectedPath> paths_to_corner(
    const diagnosis::FinishedCheck& check, const plans::PathPlan& plan, DrilledPairs& drilled
);

// How many of the check's paths are a mesh's and were dialled.
[[nodiscard]] std::uint64_t mesh_paths(
    const diagnosis::FinishedCheck& check, const plans::PathPlan& plan
);

}  // namespace oakprobe::check
