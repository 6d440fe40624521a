#pragma once

#include <string_view>

namespace oakprobe::cli {

// "oakprobe: …" on standard error, as one printable line: file names and arguments are anything.
void complain(std::string_view what);

}  // namespace oakprobe::cli
