#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <string>
#include <string_view>

namespace oakprobe::report {

// What a worker's tunnel is like: whether NetManager runs, since when, and listens where; what its
// peers get from it; what its socket lost, the last error in its log. One paragraph. Empty for
// other nodes, and where the agent told nothing. told: what was said before; a log's line that
// stands in it is left out.
[[nodiscard]] std::string tunnel_text(
    const diagnosis::FinishedCheck& check, NodeId node, std::string_view told
);

}  // namespace oakprobe::report
