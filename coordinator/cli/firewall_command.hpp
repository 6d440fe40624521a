#pragma once

#include "coordinator/cli/command_line.hpp"

#include <span>
#include <string>

namespace oakprobe::cli {

// Throws WrongUsage.
[[nodiscard]] Command parse_firewall(std::span<const std::string> arguments);

// Prints or writes what each node must let in; the exit code.
[[nodiscard]] int run_firewall(const FirewallOptions& options);

}  // namespace oakprobe::cli
