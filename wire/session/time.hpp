#pragma once

#include <chrono>
#include <string>

namespace oakprobe::wire {

// A moment, as time since whatever moment the caller counts from; it never goes back.
using Time = std::chrono::nanoseconds;
using Duration = std::chrono::milliseconds;

inline constexpr Time no_deadline = Time::max();

// "8 s", "300 ms".
[[nodiscard]] inline std::string seconds(Duration duration) {
  if (duration.count() % 1000 == 0) return std::to_string(duration.count() / 1000) + " s";
  return std::to_string(duration.count()) + " ms";
}

}  // namespace oakprobe::wire
