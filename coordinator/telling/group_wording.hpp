#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/telling/nouns.hpp"
#include "coordinator/telling/told.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace oakprobe::telling {

// Of agents that failed alike so many are named.
inline constexpr std::size_t group_names_max = 4;

// "from w1 to cluster edge-b (udp 50103)": as far as the scope says.
[[nodiscard]] std::string scope_text(const FinishedCheck& check, const CauseScope& scope);

// A common cause in words. A single path keeps its own sentence and fix. members: as
// members_of_causes() has them.
[[nodiscard]] Told tell(
    const FinishedCheck& check, const CommonCause& cause, std::span<const std::size_t> members
);

// All of the check's, in order.
[[nodiscard]] std::vector<Told> tell_causes(const FinishedCheck& check);

}  // namespace oakprobe::telling
