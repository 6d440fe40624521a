#pragma once

#include "coordinator/timeline/difference.hpp"
#include "coordinator/timeline/life.hpp"
#include "coordinator/timeline/run_line.hpp"

#include <cstddef>
#include <string>
#include <vector>

// Runs, lives and differences as a person reads them, in 80 columns where names allow it.
namespace oakprobe::timeline {

// Of each list of a difference so much is told.
inline constexpr std::size_t listed_paths_max = 50;

// A line a run, the first one first, with a bar of how its paths went.
[[nodiscard]] std::string runs_text(const std::vector<RunLine>& runs);

// Every stretch with how long it lasted, and how much of the time all was well.
[[nodiscard]] std::string lives_text(
    const std::vector<Life>& lives, UtcSeconds from, UtcSeconds to
);

[[nodiscard]] std::string difference_text(const Difference& difference);

}  // namespace oakprobe::timeline
