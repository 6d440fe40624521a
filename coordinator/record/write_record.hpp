#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <ostream>

namespace oakprobe::record {

// Of the form described in docs/report.md. A later version that changes what is there already, in
// place of adding to it, has a later number.
inline constexpr unsigned record_version = 1;

// Writes what a finished check saw as one JSON object, as it stands behind "record" in a report:
// piece by piece, one a line, so memory does not grow with the number of paths. What it came to
// (judgements, findings, sums, common causes) is left out, since it is made of that. Always valid
// UTF-8; texts are printable. Errors are the stream's state.
void write_record(const diagnosis::FinishedCheck& check, std::ostream& out);

}  // namespace oakprobe::record
