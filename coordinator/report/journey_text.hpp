#pragma once

#include "coordinator/diagnosis/journey.hpp"

#include <string>

// A path's ten waypoints with the number of attempts that passed each; "?" where nobody could look.
namespace oakprobe::report {

// "sent 3 > left-source 3 > reached-target 3 > admitted 0 (lost here) > delivered 0"
[[nodiscard]] std::string way_there_text(const diagnosis::WaypointCounts& counts);

// The other five, of the answer. Empty where no attempt arrived: then there was none.
[[nodiscard]] std::string way_back_text(const diagnosis::WaypointCounts& counts);

}  // namespace oakprobe::report
