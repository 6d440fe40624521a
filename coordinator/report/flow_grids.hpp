#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/report/terminal_style.hpp"

#include <string>

namespace oakprobe::report {

// A matrix for each flow that is not as expected everywhere; the others take a line.
[[nodiscard]] std::string render_grids_by_flow(
    const diagnosis::FinishedCheck& check, const TerminalStyle& style
);

}  // namespace oakprobe::report
