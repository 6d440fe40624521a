#pragma once

#include "probe-agent/clock.hpp"

#include <chrono>

namespace oakprobe::agent {

// Spaces new flows evenly, `interval` apart in the mean, with a burst of at most 50 ms' worth, so
// that a late timer does not lower the rate. Pure: the time is an argument.
class Pacer {
 public:
  Pacer(std::chrono::microseconds interval, TimePoint now);

  // From when on the next flow may start.
  [[nodiscard]] TimePoint ready_at() const { return next_; }
  void started(TimePoint now);

 private:
  Clock::duration interval_;
  TimePoint next_;
};

}  // namespace oakprobe::agent
