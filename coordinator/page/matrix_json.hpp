#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/timeline/outline.hpp"
#include "coordinator/timeline/run_line.hpp"

#include <ostream>

namespace oakprobe::page {

// oakprobe.matrix/1 (docs/serve.md): all paths of a run, names once and states packed, as one line
// of JSON without an end of line. It needs about as much memory as it writes. Texts are valid UTF-8
// and printable. Errors are the stream's state.
void write_matrix(const diagnosis::FinishedCheck& check, std::ostream& out);

// What a history knows of the run where its report is not kept: names and outcomes.
void write_matrix(
    const timeline::Outline& outline, const timeline::RunLine& run, std::ostream& out
);

}  // namespace oakprobe::page
