#pragma once

#include "coordinator/app/failure.hpp"
#include "coordinator/app/report_files.hpp"
#include "coordinator/audit/condition.hpp"
#include "coordinator/cli/command_line.hpp"
#include "coordinator/cli/conduct_check.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <cstddef>
#include <string>

namespace oakprobe::cli {

// "worker-tunnel from w1 to w3 is open; 2 paths are left"
[[nodiscard]] std::string repair_text(
    const audit::PathName& path, const audit::Condition& now, std::size_t left
);

// check --wait: prints what is wrong at first, and each change when it is seen, on standard error.
// The last whole check.
[[nodiscard]] app::OrFailure<diagnosis::FinishedCheck> watch_repair(
    inventory::Inventory inventory,
    inventory::PathSelection selection,
    const CheckOptions& options,
    app::ReportFiles& reports,
    const Render& render
);

}  // namespace oakprobe::cli
