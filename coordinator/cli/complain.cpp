#include "coordinator/cli/complain.hpp"

#include "base/printable.hpp"

#include <iostream>

namespace oakprobe::cli {

void complain(std::string_view what) { std::cerr << "oakprobe: " << printable(what) << '\n'; }

}  // namespace oakprobe::cli
