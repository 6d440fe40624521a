#pragma once

#include "coordinator/history/database.hpp"
#include "coordinator/timeline/outline.hpp"
#include "coordinator/timeline/run_line.hpp"

#include <utility>

// What stood in a history at a run, to be compared.
namespace oakprobe::history {

// All paths: what was known last of each, and what was unknown then.
[[nodiscard]] OrTrouble<timeline::Outline> outline_at(
    Database& database, const timeline::RunLine& run
);

// Of two runs of one deployment, without the paths to which nothing happened between them.
[[nodiscard]] OrTrouble<std::pair<timeline::Outline, timeline::Outline>> outlines_between(
    Database& database, const timeline::RunLine& before, const timeline::RunLine& after
);

}  // namespace oakprobe::history
