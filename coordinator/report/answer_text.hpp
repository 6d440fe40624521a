#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <string>
#include <vector>

// What is the matter with a path, in one line, for somebody who reads no further.
namespace oakprobe::report {

// Paths of one direction that have the same trouble; positions in FinishedCheck::paths, never none.
using AlikePaths = std::vector<std::size_t>;

// Nothing is to be done about it: as expected, or with a translated source that nobody minds.
[[nodiscard]] bool is_fine(const diagnosis::Judgement& verdict);

// "blocked: dropped at w4's firewall (worker-tunnel, udp 50103)"
[[nodiscard]] std::string trouble_line(
    const diagnosis::FinishedCheck& check, const AlikePaths& paths
);

// What works: "works: worker-tunnel 0.31 ms, 40 of 40, full packets pass"; of several "works:
// worker-mqtt 0.31 ms, worker-handshake 0.35 ms".
[[nodiscard]] std::string works_line(
    const diagnosis::FinishedCheck& check, const AlikePaths& paths
);

// "at w4's firewall"; of two "at w1's firewall or on the way"; of more "somewhere between w1 and
// w4".
[[nodiscard]] std::string place_text(
    diagnosis::SegmentSet where, const std::string& source, const std::string& target
);

}  // namespace oakprobe::report
