#pragma once

#include "base/utc_time.hpp"
#include "coordinator/history/database.hpp"
#include "coordinator/timeline/path_outcome.hpp"
#include "coordinator/timeline/run_line.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What a history knows of the common causes of a run.
namespace oakprobe::history {

struct PathNames {
  std::string flow;
  std::string source;
  std::string target;
};

// As the table `cause` has it, where the run's report is not kept.
struct StoredCause {
  timeline::PathOutcome outcome;
  std::string node;    // empty: none
  std::string router;  // so
  std::uint64_t paths = 0;
  std::uint64_t unjudged = 0;
  PathNames first;  // the path that stands for the others
};

// In order; at most causes_kept_max.
[[nodiscard]] OrTrouble<std::vector<StoredCause>> causes_of(
    Database& database, const timeline::RunLine& run
);

// Of each group of paths the run that began the oldest state in which the run found one of them:
// when it began. Of an unknown that is what is known no longer. nullopt: nothing is known of any.
[[nodiscard]] OrTrouble<std::vector<std::optional<UtcSeconds>>> known_since(
    Database& database,
    const timeline::RunLine& run,
    const std::vector<std::vector<PathNames>>& groups
);

}  // namespace oakprobe::history
