#pragma once

#include "coordinator/cli/command_line.hpp"

namespace oakprobe::cli {

// oakprobe audit. Returns the exit code.
[[nodiscard]] int run_audit(const AuditOptions& options);

}  // namespace oakprobe::cli
