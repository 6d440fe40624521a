#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <cstdint>

namespace oakprobe::record::test {

// A check in which every member of all that is recorded is drawn, empty ones and extremes often;
// but for what its reader holds to. Most of it can't have been. It is not judged.
[[nodiscard]] diagnosis::FinishedCheck random_check(std::uint32_t seed);

}  // namespace oakprobe::record::test
