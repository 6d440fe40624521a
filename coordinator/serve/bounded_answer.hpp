#pragma once

#include "coordinator/serve/data_source.hpp"

#include <cstddef>
#include <functional>
#include <ostream>
#include <string_view>

namespace oakprobe::serve {

// Of a report, a matrix or metrics. With all paths of a large mesh a report may be longer, and is
// refused.
inline constexpr std::size_t answer_bytes_max = std::size_t{256} << 20U;

// What `write` writes. Refused (Refused), and no more of it kept: it is longer than an answer may
// be, for which `too_long` is said, or than bytes_max, and may be asked for later.
[[nodiscard]] Answer bounded_answer(
    const std::function<void(std::ostream&)>& write,
    std::size_t bytes_max,
    std::string_view too_long
);

}  // namespace oakprobe::serve
