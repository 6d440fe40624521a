#pragma once

#include "coordinator/cli/command_line.hpp"

namespace oakprobe::cli {

// oakprobe explain: checks one pair in both directions and tells everything about it. The exit
// code.
[[nodiscard]] int run_explain(const ExplainOptions& options);

}  // namespace oakprobe::cli
