#pragma once

#include "coordinator/cli/command_line.hpp"

namespace oakprobe::cli {

// Tells whether the inventory is fine; the exit code.
[[nodiscard]] int run_validate(const ValidateOptions& options);

}  // namespace oakprobe::cli
