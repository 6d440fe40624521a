#pragma once

#include "coordinator/cli/command_line.hpp"

namespace oakprobe::cli {

// Above this, only counts by flow are shown, unless all paths are asked for.
inline constexpr std::uint64_t plan_paths_shown_max = 20'000;

// Prints the expected paths; the exit code.
[[nodiscard]] int run_plan(const PlanOptions& options);

}  // namespace oakprobe::cli
