#pragma once

#include "coordinator/cli/command_line.hpp"

#include <span>
#include <string>

namespace oakprobe::cli {

// Of `history` and `diff`. Throw WrongUsage.
[[nodiscard]] Command parse_history(std::span<const std::string> arguments);
[[nodiscard]] Command parse_difference(std::span<const std::string> arguments);

}  // namespace oakprobe::cli
