#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/history/packed_report.hpp"

#include <optional>

namespace oakprobe::app {

// What a history keeps of a run, so that all of it can be told later: a JSON report with its
// record, which lists no paths, since they are made of the record. nullopt: it would be too long.
[[nodiscard]] std::optional<history::PackedReport> report_to_keep(
    const diagnosis::FinishedCheck& check
);

}  // namespace oakprobe::app
