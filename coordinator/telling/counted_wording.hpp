#pragma once

#include "coordinator/diagnosis/loss_counters.hpp"
#include "coordinator/telling/nouns.hpp"

#include <string>
#include <vector>

namespace oakprobe::telling {

// "; meanwhile rx_crc_errors of eth0 rose by 12 on w4 (frames were damaged on the last link)"
[[nodiscard]] std::string counted_clause(const std::vector<CountedLoss>& losses);
// " On w4 ip -s -s link show eth0 tells whether it goes on."
[[nodiscard]] std::string counted_remedy(const std::vector<CountedLoss>& losses);

}  // namespace oakprobe::telling
