#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/diagnosis/path_evidence.hpp"

#include <optional>

namespace oakprobe::diagnosis {

// About the target of the path: a service that takes our connections, as the target itself saw, and
// answers nothing (`service-silent`). The network is fine then, and the service is not.
[[nodiscard]] std::optional<Finding> service_finding(const PathEvidence& evidence);

}  // namespace oakprobe::diagnosis
