#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/report/json_text.hpp"
#include "coordinator/report/silenced.hpp"
#include "coordinator/telling/told.hpp"

#include <cstddef>

namespace oakprobe::report {

// `where` of a place that is proved, `where_any` of several that are possible, in order of the
// journey.
void put_where(Json& json, diagnosis::SegmentSet where);

// An entry of `causes` (docs/report.md). index: of the check's causes.
[[nodiscard]] Json cause_json(
    const diagnosis::FinishedCheck& check,
    const Silenced& silenced,
    std::size_t index,
    const telling::Told& told
);

}  // namespace oakprobe::report
