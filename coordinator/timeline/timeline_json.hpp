#pragma once

#include "coordinator/timeline/difference.hpp"
#include "coordinator/timeline/life.hpp"
#include "coordinator/timeline/run_line.hpp"

#include <string>
#include <vector>

// Runs, lives and differences for programs (docs/history.md).
namespace oakprobe::timeline {

// oakprobe.history/1: `runs`.
[[nodiscard]] std::string runs_json(const std::vector<RunLine>& runs);

// So: `paths`, or a node's `agent` and `findings`, each with its intervals.
[[nodiscard]] std::string path_lives_json(
    const std::vector<Life>& lives,
    const std::string& source,
    const std::string& target,
    UtcSeconds from,
    UtcSeconds to
);
[[nodiscard]] std::string node_lives_json(const std::vector<Life>& lives, const std::string& node);

// oakprobe.diff/1.
[[nodiscard]] std::string difference_json(const Difference& difference);

}  // namespace oakprobe::timeline
