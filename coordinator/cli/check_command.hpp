#pragma once

#include "coordinator/cli/command_line.hpp"

namespace oakprobe::cli {

// Runs a check, prints the matrix and what is wrong, writes the reports; the exit code. The first
// SIGINT or SIGTERM disarms the agents and still tells what is known, the second ends at once.
[[nodiscard]] int run_check(const CheckOptions& options);

}  // namespace oakprobe::cli
