#pragma once

#include "coordinator/cli/command_line.hpp"

namespace oakprobe::cli {

// Prints what a history knows; the exit code.
[[nodiscard]] int run_history(const HistoryOptions& options);

// Prints what differs between two runs; the exit code: 1 where something is worse.
[[nodiscard]] int run_difference(const DifferenceOptions& options);

}  // namespace oakprobe::cli
