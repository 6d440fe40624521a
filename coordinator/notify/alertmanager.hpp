#pragma once

#include "coordinator/alerts/alert.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace oakprobe::notify {

// Alerts as Alertmanager's API takes them (v2, POST /api/v2/alerts). One that fires is over at
// `hold_until` (seconds since 1970), unless it is told again before.
[[nodiscard]] std::string alertmanager_body(
    std::span<const alerts::Alert> alerts, std::int64_t hold_until, const std::string& page
);

// "/prometheus/" → "/prometheus/api/v2/alerts"
[[nodiscard]] std::string alertmanager_target(const std::string& base);

}  // namespace oakprobe::notify
