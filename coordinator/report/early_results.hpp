#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/report/terminal_style.hpp"

#include <cstddef>
#include <string>

namespace oakprobe::report {

inline constexpr std::size_t early_results_max = 5;

// What is wrong by what is known so far, an entry each, before the closer look: who waits can begin
// to look. Of the check as it will be told only some words may still change. Empty: nothing is.
[[nodiscard]] std::string render_early_results(
    const diagnosis::FinishedCheck& check, const TerminalStyle& style
);

}  // namespace oakprobe::report
