#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <string_view>

namespace oakprobe::cli {

// The comma list of --fail-on: statuses and causes instead of the default, or with + and - in front
// what is added to it and taken away, or `none`. Throws WrongUsage.
[[nodiscard]] diagnosis::FailOn parse_fail_on(std::string_view list);

}  // namespace oakprobe::cli
