#pragma once

#include "coordinator/diagnosis/verdict.hpp"

#include <string_view>

namespace oakprobe::diagnosis {

// What becomes of several paths that are judged alike, behind "3 paths from w1 to w2, w3 ".
[[nodiscard]] std::string_view what_happens(const Verdict& verdict);

}  // namespace oakprobe::diagnosis
