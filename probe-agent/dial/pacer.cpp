#include "probe-agent/dial/pacer.hpp"

#include <algorithm>

namespace oakprobe::agent {

namespace {
constexpr std::chrono::milliseconds burst{50};
}

Pacer::Pacer(std::uint32_t per_second, TimePoint now)
    : interval_(Clock::duration(std::chrono::seconds(1)) / std::max<std::uint32_t>(per_second, 1)),
      next_(now) {}

void Pacer::take(TimePoint now) {
  // A pacer that was idle must not save up what it did not use.
  next_ = std::max(next_ + interval_, now - burst);
}

}  // namespace oakprobe::agent
