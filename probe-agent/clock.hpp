#pragma once

#include <chrono>

namespace oakprobe::agent {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;

}  // namespace oakprobe::agent
