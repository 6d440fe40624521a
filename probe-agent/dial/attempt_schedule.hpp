#pragma once

#include "base/limits.hpp"
#include "evidence/node_evidence.hpp"
#include "probe-agent/clock.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

namespace oakprobe::agent {

struct AttemptLimits {
  unsigned attempts = attempts_default;
  std::chrono::milliseconds timeout{timeout_ms_default};
  // A silent path is listened to this long from its first attempt.
  std::chrono::milliseconds settle{connect_settle_min};
};

// When the attempts of one path start, and when the path is over. Pure: the time is an argument.
class AttemptSchedule {
 public:
  // Nothing starts before `first`. The limits must outlive it.
  AttemptSchedule(const AttemptLimits& limits, TimePoint first) : limits_(&limits), first_(first) {}
  AttemptSchedule(AttemptLimits&& gone, TimePoint first) = delete;

  // When the next attempt may start; nullopt: all have started, or none is wanted any more.
  [[nodiscard]] std::optional<TimePoint> next_start() const;

  // How many have started; the next one's number.
  [[nodiscard]] unsigned started() const { return started_; }

  // Starts the next attempt and returns its number.
  unsigned start(TimePoint now);

  // The attempt was answered, or the kernel said why it failed.
  void settle(unsigned attempt) { settled_.insert(attempt); }
  void answer(unsigned attempt);

  // A link is slow: from its start an attempt needs this long, if that is more than the timeout.
  void allow(std::chrono::milliseconds whole) { slowest_ = std::max(slowest_, whole); }

  // The kernel goes on with an attempt by itself (TCP sends a SYN again after 1 and 3 s): it gets
  // its time before the next one starts, and a silent one is listened to as long as a silent path,
  // connect_settle_min at least, even if others were answered.
  void persist() { persists_ = true; }

  // When nothing more is to be expected; TimePoint::max() while attempts are still to start.
  [[nodiscard]] TimePoint over_at() const;

  // When this path wants to be looked at next, for one timer of all paths.
  [[nodiscard]] TimePoint wake_at() const;

 private:
  [[nodiscard]] bool all_settled() const;
  [[nodiscard]] std::chrono::milliseconds settle() const {
    return persists_ ? std::max(limits_->settle, connect_settle_min) : limits_->settle;
  }
  [[nodiscard]] std::chrono::milliseconds patience() const {
    return std::max(limits_->timeout, slowest_);
  }

  const AttemptLimits* limits_;
  TimePoint first_;
  TimePoint last_;
  std::chrono::milliseconds slowest_{0};
  evidence::AttemptSet settled_;
  std::uint8_t started_ = 0;
  bool answered_ = false;
  bool persists_ = false;
};

}  // namespace oakprobe::agent
