#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <cstddef>
#include <vector>

namespace oakprobe::diagnosis {

// Fills causes and each path's cause_index. Paths of the same status, cause and segments are told
// together when they share their target and port, their source, the router that refused them, or
// the node whose agent failed; the largest such group is taken first, until every path is in one.
void find_common_causes(FinishedCheck& check);

// The positions of each cause's paths, ascending.
[[nodiscard]] std::vector<std::vector<std::size_t>> members_of_causes(const FinishedCheck& check);

// In which order reports tell them: what is wrong (0), what works badly, what is unknown, what is
// worth knowing (3).
[[nodiscard]] int telling_order(Status status);

}  // namespace oakprobe::diagnosis
