#pragma once

#include "coordinator/cli/command_line.hpp"

namespace oakprobe::cli {

// oakprobe serve. Returns the exit code.
[[nodiscard]] int run_serve(const ServeOptions& options);

}  // namespace oakprobe::cli
