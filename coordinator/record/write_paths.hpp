#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/record/plain.hpp"

#include <ostream>

namespace oakprobe::record {

// The record's list "paths" (docs/report.md): a flow, how its targets are dialled, and for each of
// its sources the states that its paths are in, and the paths as runs of like ones.
void write_paths(const diagnosis::FinishedCheck& check, const NodeNames& names, std::ostream& out);

}  // namespace oakprobe::record
