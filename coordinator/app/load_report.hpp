#pragma once

#include "coordinator/app/failure.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <string>

namespace oakprobe::app {

// A finished check from its JSON report, or from standard input for "-". One that can't be read, or
// be shown again, is a wrong input.
[[nodiscard]] OrFailure<diagnosis::FinishedCheck> load_report(const std::string& file);

}  // namespace oakprobe::app
