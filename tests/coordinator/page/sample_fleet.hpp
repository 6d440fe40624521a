#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <cstdint>

namespace oakprobe::page::test {

// A finished check of so many workers ("w0001" …) in clusters of ten, with their tunnels and all
// other flows. About so many percent of the tunnels do not work: half of them lead to workers that
// let nothing in, the others between pairs of clusters, or are single ones. Some agents fail, and
// some findings stand on nodes. Deterministic.
[[nodiscard]] diagnosis::FinishedCheck sample_fleet(std::uint32_t workers, double percent_broken);

}  // namespace oakprobe::page::test
