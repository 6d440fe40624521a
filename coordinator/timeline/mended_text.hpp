#pragma once

#include "coordinator/timeline/outline.hpp"

#include <string>

namespace oakprobe::timeline {

// What became of the troubles of an earlier check in a later one that tried them again: how many
// are mended, are as they were, are otherwise now, can't be told, or are not expected any more;
// and which, a line each. `troubles` has no other path.
[[nodiscard]] std::string mended_text(const Outline& troubles, const Outline& now);

}  // namespace oakprobe::timeline
