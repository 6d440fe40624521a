#pragma once

#include "coordinator/history/database.hpp"
#include "coordinator/timeline/run_line.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

// What a history knows of runs.
namespace oakprobe::history {

inline constexpr std::size_t runs_listed_default = 20;
inline constexpr std::size_t runs_listed_max = 100'000;

struct RunFilter {
  std::optional<std::string> deployment;  // nullopt: of all
  std::optional<UtcSeconds> since;        // that began then or later
  std::optional<UtcSeconds> until;        // or before then
  std::size_t limit = runs_listed_default;
  std::optional<timeline::RunNumber> before;  // that were stored before this one
};

// The latest first.
[[nodiscard]] OrTrouble<std::vector<timeline::RunLine>> list_runs(
    Database& database, const RunFilter& filter
);

// nullopt: it was never stored, or is kept no longer.
[[nodiscard]] OrTrouble<std::optional<timeline::RunLine>> find_run(
    Database& database, const std::string& id
);

}  // namespace oakprobe::history
