#include "probe-agent/dial/pacer.hpp"

#include <algorithm>

namespace oakprobe::agent {

namespace {
constexpr std::chrono::milliseconds burst{50};
}

Pacer::Pacer(std::chrono::microseconds interval, TimePoint now) : interval_(interval), next_(now) {}

void Pacer::started(TimePoint now) {
  // A pacer that was idle must not save up what it did not use.
  next_ = std::max(next_ + interval_, now - burst);
}

}  // namespace oakprobe::agent
