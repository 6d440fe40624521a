#pragma once

#include "coordinator/app/failure.hpp"

#include <string>

namespace oakprobe::cli {

// Asks on the terminal, echo off, for the password that sudo wants on these nodes. Without a
// terminal that is a wrong input.
[[nodiscard]] app::OrFailure<std::string> ask_password(const std::string& nodes);

}  // namespace oakprobe::cli
