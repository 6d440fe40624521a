#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <cstddef>
#include <ostream>

namespace oakprobe::page {

// Of a run of so many paths at most, all are in the page, each as a report has it.
inline constexpr std::size_t whole_paths_max = 5'000;
// Else only what is not as expected, and so many of these: about 1 kB each.
inline constexpr std::size_t paths_told_max = 20'000;

// oakprobe.page/1 (docs/serve.md, "One file"): JSON, UTF-8, that may have `<` and `&` in its texts.
// Memory does not grow with the number of paths, but for the matrix. Errors are the stream's state.
void write_page_data(const diagnosis::FinishedCheck& check, std::ostream& out);

}  // namespace oakprobe::page
