#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <ostream>

namespace oakprobe::report {

// The whole report as one HTML page that needs nothing else: no script, no font, no picture. What
// came from other machines is text and nothing else.
void write_html(const diagnosis::FinishedCheck& check, std::ostream& out);

}  // namespace oakprobe::report
