#pragma once

#include "coordinator/app/failure.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <string>

namespace oakprobe::app {

// Stores one run in the history of this name, which is made if it is missing. A failure: nothing of
// it is stored.
[[nodiscard]] OrFailure<void> store_check(
    const diagnosis::FinishedCheck& check, const std::string& place
);

}  // namespace oakprobe::app
