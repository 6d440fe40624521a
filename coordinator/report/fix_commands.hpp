#pragma once

#include "base/ids.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <string>

namespace oakprobe::report {

// The commands that mend what is wrong between two nodes, in both directions, to be copied: a
// comment that names the host, and then a line each. What no command does is a comment, too. Empty:
// none are known.
[[nodiscard]] std::string render_fix_commands(
    const diagnosis::FinishedCheck& check, NodeId source, NodeId target
);

}  // namespace oakprobe::report
