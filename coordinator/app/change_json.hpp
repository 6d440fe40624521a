#pragma once

#include "coordinator/audit/watch.hpp"

#include <nlohmann/json.hpp>

namespace oakprobe::app {

// What is believed of a path, with status, cause and where as in the JSON report.
[[nodiscard]] nlohmann::ordered_json condition_json(const audit::Condition& condition);

// {flow, source, target, change, before, now} (docs/audits.md). Names are any bytes.
[[nodiscard]] nlohmann::ordered_json change_json(const audit::PathChange& change);

}  // namespace oakprobe::app
