#pragma once

#include "base/ids.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/report/terminal_style.hpp"

#include <string>

namespace oakprobe::report {

// Everything known about one pair, both directions, for a terminal: each path with its status,
// evidence, message and fix. Neutralised as render_matrix does. Ends with a newline.
[[nodiscard]] std::string render_explanation(
    const diagnosis::FinishedCheck& check, NodeId source, NodeId target, const TerminalStyle& style
);

}  // namespace oakprobe::report
