#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <string>
#include <vector>

namespace oakprobe::report {

// What a worker's NetManager advertises and binds, by its own files and by the inventory, a line
// each. Empty for other nodes, and where the agent told nothing.
[[nodiscard]] std::vector<std::string> tell_tunnel(
    const diagnosis::FinishedCheck& check, NodeId node
);

}  // namespace oakprobe::report
