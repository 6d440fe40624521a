#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <string>

namespace oakprobe::report {

// What a worker's tunnel is like: whether NetManager runs, since when, and listens where; what its
// peers get from it; what its socket lost, the last error in its log. One paragraph. Empty for
// other nodes, and where the agent told nothing. is_trouble_told: so was what is wrong with the
// tunnel, with that error where it matters.
[[nodiscard]] std::string tunnel_text(
    const diagnosis::FinishedCheck& check, NodeId node, bool is_trouble_told
);

}  // namespace oakprobe::report
