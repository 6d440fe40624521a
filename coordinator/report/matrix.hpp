#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/report/terminal_style.hpp"

#include <string>

namespace oakprobe::report {

// The whole report for a terminal: the matrix (sources down, targets across, one cell per ordered
// pair with the worst status of its flows), a legend, a summary line, then every trouble once with
// where, cause, evidence, message, fix and paths. Ends with a newline. What came from other
// machines is neutralised: no control character but newline and, with colour, our own sequences.
[[nodiscard]] std::string render_matrix(
    const diagnosis::FinishedCheck& check, const TerminalStyle& style
);

}  // namespace oakprobe::report
