#pragma once

#include "coordinator/alerts/alert.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <cstddef>
#include <span>

namespace oakprobe::alerts {

// Whether somebody is told: of what is blocked, exposed or degraded. What is unknown is no trouble
// yet, and what is open is none.
[[nodiscard]] bool is_told(const diagnosis::CommonCause& cause);

// members: as members_of_causes() has them.
[[nodiscard]] CauseStory story_of(
    const diagnosis::FinishedCheck& check,
    const diagnosis::CommonCause& cause,
    std::span<const std::size_t> members
);

}  // namespace oakprobe::alerts
