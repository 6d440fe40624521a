#pragma once

#include "base/ids.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/report/json_text.hpp"

namespace oakprobe::report {

// An entry of `nodes` (docs/report.md). Texts are as they came: json_line() makes them printable.
[[nodiscard]] Json node_json(const diagnosis::FinishedCheck& check, NodeId id);

}  // namespace oakprobe::report
