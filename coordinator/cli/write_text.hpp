#pragma once

#include <iosfwd>
#include <string>

namespace oakprobe::cli {

// To standard output or error; false, after a line on standard error: it could not be written.
[[nodiscard]] bool write_text(std::ostream& out, const std::string& text);

}  // namespace oakprobe::cli
