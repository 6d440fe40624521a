#pragma once

#include "base/ids.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/report/terminal_style.hpp"

#include <string>

namespace oakprobe::report {

// One node, for a terminal: its agent, its row and column of the matrix, what is wrong on its
// paths, summed up for these alone, and what was found on it. Neutralised as render_matrix does.
// Ends with a newline.
[[nodiscard]] std::string render_node(
    const diagnosis::FinishedCheck& check, NodeId node, const TerminalStyle& style
);

}  // namespace oakprobe::report
