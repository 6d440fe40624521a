#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/telling/nouns.hpp"
#include "coordinator/telling/told.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace oakprobe::telling {

// Of agents that failed alike so many are named.
inline constexpr std::size_t group_names_max = 4;

// A common cause in words. A single path keeps its own sentence and fix. members: as
// members_of_causes() has them.
[[nodiscard]] Told tell(
    const FinishedCheck& check, const CommonCause& cause, std::span<const std::size_t> members
);

// All of the check's, in order.
[[nodiscard]] std::vector<Told> tell_causes(const FinishedCheck& check);

}  // namespace oakprobe::telling
