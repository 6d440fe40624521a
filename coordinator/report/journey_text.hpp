#pragma once

#include "coordinator/diagnosis/journey.hpp"

#include <string>

namespace oakprobe::report {

// Whose names a journey is told with.
struct JourneyEnds {
  std::string source;
  std::string target;
  // What takes the probes there: "our stand-in", "NetManager". Empty: connections, of which nobody
  // tells whom they reached.
  std::string taker;
};

// How far the base attempts came: "3 of 3 left w1, came to w4; 0 of 3 got past w4's firewall". What
// nobody could look at is left out. Empty: nothing is known.
[[nodiscard]] std::string way_there_text(
    const diagnosis::WaypointCounts& counts, const JourneyEnds& ends
);

// The same of their answers: "3 of 3 left w4, came to w1; 0 of 3 got past w1's firewall". Empty
// where there was none to see.
[[nodiscard]] std::string way_back_text(
    const diagnosis::WaypointCounts& counts, const JourneyEnds& ends
);

}  // namespace oakprobe::report
