#include "probe-agent/dial/attempt_schedule.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace oakprobe::agent {

std::optional<TimePoint> AttemptSchedule::next_start() const {
  if (started_ == limits_->attempts) return std::nullopt;
  if (started_ == 0) return first_;
  if (!persists_ || settled_.has(started_ - 1)) return last_ + attempt_spacing;
  return last_ + std::max(patience(), attempt_spacing);
}

unsigned AttemptSchedule::start(TimePoint now) {
  CHECK(started_ < limits_->attempts);
  if (started_ == 0) first_ = now;
  last_ = now;
  return started_++;
}

void AttemptSchedule::answer(unsigned attempt) {
  settled_.insert(attempt);
  answered_ = true;
}

bool AttemptSchedule::all_settled() const { return settled_.count() == static_cast<int>(started_); }

TimePoint AttemptSchedule::over_at() const {
  if (started_ < limits_->attempts) return TimePoint::max();
  if (all_settled()) return last_;
  const TimePoint timeout = last_ + patience();
  if (!answered_) return std::max(timeout, first_ + settle());
  return persists_ ? std::max(timeout, last_ + settle()) : timeout;
}

TimePoint AttemptSchedule::wake_at() const { return next_start().value_or(over_at()); }

}  // namespace oakprobe::agent
