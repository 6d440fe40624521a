#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/report/terminal_style.hpp"

#include <string>

namespace oakprobe::report {

// The matrix itself with its legend: sources down, targets across. Columns are numbered where
// names do not fit, and split into blocks where numbers do not fit either.
[[nodiscard]] std::string render_grid(
    const diagnosis::FinishedCheck& check, const TerminalStyle& style
);

// One for each flow that is not as expected everywhere; the others take a line.
[[nodiscard]] std::string render_grids_by_flow(
    const diagnosis::FinishedCheck& check, const TerminalStyle& style
);

}  // namespace oakprobe::report
