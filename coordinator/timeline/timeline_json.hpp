#pragma once

#include "coordinator/timeline/difference.hpp"
#include "coordinator/timeline/life.hpp"
#include "coordinator/timeline/run_line.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <limits>
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

// `intervals` of a life; of many the latest.
[[nodiscard]] nlohmann::ordered_json intervals_json(
    const Life& life, std::size_t most = std::numeric_limits<std::size_t>::max()
);

// oakprobe.diff/1. Of each list so many at most; `left_out` then says of which how many are not.
[[nodiscard]] std::string difference_json(
    const Difference& difference, std::size_t most = std::numeric_limits<std::size_t>::max()
);

}  // namespace oakprobe::timeline
