#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/report/terminal_style.hpp"

#include <string>

namespace oakprobe::report {

// Everything that is not as expected, like causes together: what is wrong, what is unknown, what
// is worth knowing. Empty where there is nothing. Numbers are the JSON report's cause ids.
[[nodiscard]] std::string render_troubles(
    const diagnosis::FinishedCheck& check, const TerminalStyle& style
);

// Agents that failed with their last words, findings about nodes, what was touched (if verbose),
// and notes about the run.
[[nodiscard]] std::string render_notes(
    const diagnosis::FinishedCheck& check, const TerminalStyle& style
);

}  // namespace oakprobe::report
