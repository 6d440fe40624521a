#pragma once

#include "coordinator/app/failure.hpp"
#include "coordinator/timeline/difference.hpp"

#include <optional>
#include <string>

namespace oakprobe::app {

// Which runs are to be compared: each a run's id, a time (the run before it that is nearest to it),
// or a report file.
struct DifferenceRequest {
  std::optional<std::string> place;  // of the history; nullopt: the one that is meant then
  std::optional<std::string>
      inventory;                      // whose runs; nullopt: that of the other run, or the latest
  std::optional<std::string> before;  // nullopt: the baseline, else the run before the latest
  std::optional<std::string> after;   // nullopt: the latest
  // A run that has a name: `before` gets it where one is given.
  std::optional<std::string> baseline;
};

[[nodiscard]] OrFailure<timeline::Difference> compare_runs(const DifferenceRequest& request);

}  // namespace oakprobe::app
