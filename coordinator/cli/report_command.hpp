#pragma once

#include "coordinator/cli/command_line.hpp"

namespace oakprobe::cli {

// Tells a check again from its JSON report, in any form; the exit code, as the check had it.
[[nodiscard]] int run_report(const ReportOptions& options);

}  // namespace oakprobe::cli
