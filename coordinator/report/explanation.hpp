#pragma once

#include "base/ids.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/report/terminal_style.hpp"

#include <string>

namespace oakprobe::report {

// One pair, both directions, for a terminal. The answer first: what is broken, where, and what
// mends it; what works in a line. Then how that is known, and the commands with which a person sees
// for himself. style.verbose: what is known of what works, too. Neutralised as render_matrix does.
// Ends with a newline.
[[nodiscard]] std::string render_explanation(
    const diagnosis::FinishedCheck& check, NodeId source, NodeId target, const TerminalStyle& style
);

}  // namespace oakprobe::report
