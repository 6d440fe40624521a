#pragma once

#include "coordinator/report/story.hpp"

#include <vector>

namespace oakprobe::report {

// The commands with which a person sees for himself what a path's verdict says, and on which host
// each is typed: name and words. None of them sends anything that a live node would notice. A few
// at most; none for what works.
[[nodiscard]] std::vector<NamedWords> own_look(
    const diagnosis::FinishedCheck& check, const diagnosis::FinishedPath& path
);

}  // namespace oakprobe::report
