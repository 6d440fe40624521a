#pragma once

#include "base/ip_address.hpp"
#include "probe-agent/clock.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <vector>

namespace oakprobe::agent {

// Whoever orders: to one destination that has not confirmed the run by an authentic answer (a live
// service, an outsider, a machine without an agent) start 200 flows a second at most.
class DestinationPacer {
 public:
  static constexpr std::chrono::microseconds apart_min{5'000};

  // flow_interval: of all flows together; where that is slow enough, nothing is kept.
  explicit DestinationPacer(std::chrono::microseconds flow_interval)
      : limits_(flow_interval < apart_min) {}

  // Of each path's destination, before the first flow. What only one path leads to needs no place:
  // its attempts are further apart by themselves (attempt_spacing_min).
  void expect(std::vector<IpAddress> destinations) {
    if (!limits_) return;
    std::ranges::sort(destinations);
    for (auto at = destinations.begin(); at != destinations.end();) {
      const auto next =
          std::find_if(at, destinations.end(), [&](const auto& to) { return to != *at; });
      if (next - at > 1) next_.emplace(*at, TimePoint::min());
      at = next;
    }
  }

  // When the next flow to it may start; in the past: now.
  [[nodiscard]] TimePoint ready_at(const IpAddress& to) const {
    const auto found = next_.empty() ? next_.end() : next_.find(to);
    return found == next_.end() ? TimePoint::min() : found->second;
  }
  void started(const IpAddress& to, TimePoint now) {
    const auto found = next_.empty() ? next_.end() : next_.find(to);
    if (found != next_.end() && found->second != confirmed) found->second = now + apart_min;
  }
  void confirm(const IpAddress& by) {
    const auto found = next_.empty() ? next_.end() : next_.find(by);
    if (found != next_.end()) found->second = confirmed;
  }

 private:
  static constexpr TimePoint confirmed = TimePoint::min() + std::chrono::nanoseconds(1);

  bool limits_;
  boost::unordered_flat_map<IpAddress, TimePoint, std::hash<IpAddress>> next_;
};

}  // namespace oakprobe::agent
