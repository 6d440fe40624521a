#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <ostream>

namespace oakprobe::report {

// Writes oakprobe.report/1 (docs/report.md), path by path: memory does not grow with the number of
// paths. Always valid UTF-8. Errors are the stream's state; the caller looks at it afterwards.
void write_json(const diagnosis::FinishedCheck& check, std::ostream& out);

}  // namespace oakprobe::report
