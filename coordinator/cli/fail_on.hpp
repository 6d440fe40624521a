#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <string_view>

namespace oakprobe::cli {

// The comma list of --fail-on: statuses and causes, instead of the default. Throws WrongUsage.
[[nodiscard]] diagnosis::FailOn parse_fail_on(std::string_view list);

}  // namespace oakprobe::cli
