#pragma once

#include <string_view>

namespace oakprobe::cli {

// A line of --verbose on standard error, behind the time of day; as one printable line.
void log_line(std::string_view line);

}  // namespace oakprobe::cli
