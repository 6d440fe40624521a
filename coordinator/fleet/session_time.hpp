#pragma once

#include "net/deadline.hpp"
#include "wire/session/time.hpp"

namespace oakprobe::fleet {

// The clock by which sessions are kept.
[[nodiscard]] inline wire::Time session_now() { return net::Clock::now().time_since_epoch(); }

[[nodiscard]] inline net::TimePoint as_time_point(wire::Time time) {
  return net::TimePoint(std::chrono::duration_cast<net::Clock::duration>(time));
}

}  // namespace oakprobe::fleet
