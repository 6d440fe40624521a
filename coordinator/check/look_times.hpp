#pragma once

#include "wire/messages.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace oakprobe::check {

// Bursts that run at one time at one node, as source and as target: 100 probes a second each.
inline constexpr std::size_t bursts_at_once = 20;

// In which one asker of a running service is done, unless it fails.
inline constexpr std::uint32_t service_slot_ms = 300;

// When each look starts: in turns, so that no node has too many bursts at once, and at the fleet's
// pace, in flows a second. A service's askers come as far apart as they are. What would start too
// late is left out.
void set_starts(std::vector<wire::LookOrder>& orders, std::uint32_t rate);

// How long an agent may take for its order when nothing is answered.
[[nodiscard]] std::chrono::milliseconds looking_time(const wire::LookOrder& order);

}  // namespace oakprobe::check
