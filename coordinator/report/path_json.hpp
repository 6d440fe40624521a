#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/report/json_text.hpp"
#include "coordinator/report/silenced.hpp"

#include <cstddef>

namespace oakprobe::report {

// An entry of `paths` (docs/report.md). index: of the check's paths. Texts are as they came:
// json_line() makes them printable.
[[nodiscard]] Json path_json(
    const diagnosis::FinishedCheck& check, const Silenced& silenced, std::size_t index
);

}  // namespace oakprobe::report
