#pragma once

#include "coordinator/report/story.hpp"

#include <cstddef>
#include <vector>

namespace oakprobe::report {

// What is known of one path beside its verdict's sentence, a line each: how far its probes came,
// what was told, who holds the port, loss, packet sizes, routers. all: also what its sentence
// makes plain.
[[nodiscard]] std::vector<NamedWords> tell_known(
    const diagnosis::FinishedCheck& check, std::size_t path, bool all
);

}  // namespace oakprobe::report
