#pragma once

#include "coordinator/app/failure.hpp"
#include "coordinator/timeline/life.hpp"
#include "coordinator/timeline/run_line.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oakprobe::app {

// What somebody wants to see of a history.
struct HistoryRequest {
  std::optional<std::string> place;                         // nullopt: the one that is meant then
  std::optional<std::string> inventory;                     // whose; nullopt: see below
  std::optional<std::pair<std::string, std::string>> path;  // from, to
  std::optional<std::string> flow;                          // of the path
  std::optional<std::string> node;
  std::optional<std::string> since;  // as parse_moment() reads them
  std::optional<std::string> until;
  std::optional<std::size_t> limit;  // of runs; nullopt: all of the time that is asked for, else 20
};

struct HistoryView {
  std::vector<timeline::RunLine> runs;  // where neither a path nor a node is asked for
  std::vector<timeline::Life> lives;
  UtcSeconds from{};  // the time that lives are told of
  UtcSeconds to{};
};

// Runs of all inventories, the earliest first; or the life of a path or a node, of the inventory of
// the latest run where none is named.
[[nodiscard]] OrFailure<HistoryView> view_history(const HistoryRequest& request);

}  // namespace oakprobe::app
