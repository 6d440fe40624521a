#pragma once

#include "base/ip_address.hpp"
#include "probe-agent/clock.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <chrono>
#include <functional>

namespace oakprobe::agent {

// Whoever orders: to one destination that has not confirmed the run by an authentic answer (a live
// service, an outsider, a machine without an agent) start 200 flows a second at most.
class DestinationPacer {
 public:
  static constexpr std::chrono::microseconds apart_min{5'000};

  // flow_interval: of all flows together; where that is slow enough, nothing is kept.
  explicit DestinationPacer(std::chrono::microseconds flow_interval)
      : limits_(flow_interval < apart_min) {}

  // When the next flow to it may start; in the past: now.
  [[nodiscard]] TimePoint ready_at(const IpAddress& to) const {
    const auto found = next_.find(to);
    return found == next_.end() ? TimePoint::min() : found->second;
  }
  void take(const IpAddress& to, TimePoint now) {
    if (!limits_) return;
    const auto [place, is_new] = next_.try_emplace(to, now + apart_min);
    if (!is_new && place->second != confirmed) place->second = now + apart_min;
  }
  void confirm(const IpAddress& by) {
    if (limits_) next_[by] = confirmed;
  }

 private:
  static constexpr TimePoint confirmed = TimePoint::min();

  bool limits_;
  boost::unordered_flat_map<IpAddress, TimePoint, std::hash<IpAddress>> next_;
};

}  // namespace oakprobe::agent
