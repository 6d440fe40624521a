#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::report {

// Whose names a journey is told with.
struct JourneyEnds {
  std::string source;
  std::string target;
  // What takes the probes there: "our stand-in", "NetManager". Empty: connections, of which nobody
  // tells whom they reached.
  std::string taker;
};

[[nodiscard]] JourneyEnds ends_of(
    const diagnosis::FinishedCheck& check, const diagnosis::FinishedPath& path
);

// How many attempts passed each waypoint, of one path or of several together; nullopt: nobody could
// see it. Wide: a path counts in eight bits, and a cause has many paths.
using JourneyCounts = std::array<std::optional<std::uint64_t>, evidence::waypoint_count>;

[[nodiscard]] JourneyCounts journey_counts(const diagnosis::WaypointCounts& counts);
// The sums; what was not seen of one of the paths is not known of them together.
[[nodiscard]] JourneyCounts journey_counts(
    const diagnosis::FinishedCheck& check, const std::vector<std::size_t>& paths
);

// How far the base attempts came: "3 of 3 left w1, came to w4; none got past w4's firewall". What
// nobody could look at is left out. Empty: nothing is known.
[[nodiscard]] std::string way_there_text(const JourneyCounts& counts, const JourneyEnds& ends);

// The same of their answers: "3 of 3 left w4, came to w1; none got past w1's firewall". Empty
// where there was none to see.
[[nodiscard]] std::string way_back_text(const JourneyCounts& counts, const JourneyEnds& ends);

}  // namespace oakprobe::report
