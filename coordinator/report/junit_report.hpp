#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <ostream>

namespace oakprobe::report {

// Writes the check as JUnit XML, as Jenkins and GitLab read it (docs/report.md): a test case a
// path, and one for each finding that is an error. What --fail-on lists is a failure, an unknown
// that is not accepted an error, an accepted one skipped. Written case by case: memory does not
// grow with the number of paths. Errors are the stream's state; the caller looks at it afterwards.
void write_junit(const diagnosis::FinishedCheck& check, std::ostream& out);

}  // namespace oakprobe::report
