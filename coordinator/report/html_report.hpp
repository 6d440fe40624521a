#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <ostream>

namespace oakprobe::report {

// What the page has beside what every report tells.
struct HtmlContent {
  bool round_trips = false;  // a matrix of them
};

// The whole report as one HTML page that needs nothing else: no script, no font, no picture. What
// came from other machines is text and nothing else.
void write_html(
    const diagnosis::FinishedCheck& check, std::ostream& out, const HtmlContent& content = {}
);

}  // namespace oakprobe::report
