#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <cstdint>

namespace oakprobe::diagnosis {

// What became of a run. `unknown`: nothing failed, but something is unknown and not accepted.
// `error`: there was no check, since Oakprobe failed or the inventory is wrong.
BOOST_DEFINE_FIXED_ENUM_CLASS(RunOutcome, std::uint8_t, passed, failed, unknown, interrupted, error)

[[nodiscard]] RunOutcome run_outcome_of(const FinishedCheck& check);

}  // namespace oakprobe::diagnosis
