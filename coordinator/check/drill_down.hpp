#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "inventory/expected_path.hpp"
#include "plans/path_plan.hpp"

#include <vector>

namespace oakprobe::check {

// What is to be tried beside the check's judged paths, to corner what the blocked ones of a thinned
// mesh have in common (plans/cover.hpp). Empty: nothing more would tell.
[[nodiscard]] std::vector<inventory::ExpectedPath> paths_to_corner(
    const diagnosis::FinishedCheck& check, const plans::PathPlan& plan
);

// How many of the check's paths are a mesh's.
[[nodiscard]] std::uint64_t mesh_paths(
    const diagnosis::FinishedCheck& check, const plans::PathPlan& plan
);

}  // namespace oakprobe::check
