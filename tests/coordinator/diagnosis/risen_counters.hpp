#pragma once

#include "path_case.hpp"

#include <cstdint>

namespace oakprobe::diagnosis::test {

// At either end, by so much.
inline void rose(
    NodeObservation& node,
    evidence::LossCounter counter,
    std::uint64_t by,
    const char* interface = ""
) {
  node.counters.others.push_back({counter, by, interface});
}

}  // namespace oakprobe::diagnosis::test
