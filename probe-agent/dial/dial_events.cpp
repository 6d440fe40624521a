#include "probe-agent/dial/dial_progress.hpp"
#include "probe-agent/exchange/dial_failure.hpp"

#include <algorithm>

// What the network tells of a run's attempts.
namespace oakprobe::agent {

// Something happened to the path: its next attempt or its end may be nearer now.
void DialProgress::wake(std::size_t index) {
  if (paths_[index].given_up()) return;
  wakes_.emplace(std::max(paths_[index].schedule().wake_at(), now_()), index);
}

void DialProgress::failed(std::size_t index, const evidence::DialFailure& failure) {
  paths_[index].failed(failure);
  wake(index);
}

void DialProgress::udp_sent(std::size_t index, unsigned attempt, int error, TimePoint at) {
  if (error == 0) return paths_[index].sent(attempt, at);
  failed(index, failure_of(attempt, evidence::DialStage::send, error));
}

void DialProgress::udp_answered(
    const PathId& path, unsigned attempt, const evidence::AnswerSource& from, TimePoint at
) {
  const auto found = by_id_.find(path);
  if (found == by_id_.end() || !paths_[found->second].is_awaiting(attempt)) return;
  PathDial& dialled = paths_[found->second];
  if (from.address != address_of(dialled) || from.port != dialled.plan().port)
    return dialled.answered_from(from);
  destinations_.confirm(from.address);
  dialled.answered(attempt, at);
  see_to(found->second, at);  // often that was all
}

void DialProgress::udp_error(const PathId& path, unsigned attempt, const net::QueuedError& error) {
  const auto found = by_id_.find(path);
  if (found == by_id_.end()) return;
  auto failure = failure_of(attempt, evidence::DialStage::reply, error.error);
  failure.icmp = error.icmp;
  failed(found->second, failure);
}

void DialProgress::udp_error_at(
    const IpAddress& to, std::uint16_t port, unsigned attempt, const net::QueuedError& error
) {
  for (const PathDial& path : paths_) {
    const bool same = !path.is_tcp() && path.plan().port == port && path.is_sent(attempt) &&
                      address_of(path) == to;
    if (same) udp_error(path.plan().path, attempt, error);
  }
}

void DialProgress::connected(std::size_t index, unsigned attempt) {
  paths_[index].connected(attempt, now_());
  wake(index);
}

void DialProgress::asked(std::size_t index, unsigned attempt, TimePoint at) {
  paths_[index].asked(attempt, at);
}

void DialProgress::answered(std::size_t index, unsigned attempt, TimePoint at) {
  destinations_.confirm(address_of(paths_[index]));
  paths_[index].answered(attempt, at);
  wake(index);
}

void DialProgress::service_connected(
    std::size_t index, unsigned attempt, std::chrono::milliseconds limit
) {
  paths_[index].connected(attempt, now_());
  paths_[index].allow(limit);
}

void DialProgress::service_heard(std::size_t index, unsigned attempt, const Heard& heard) {
  const evidence::Question& asked = plan_.questions[paths_[index].plan().question];
  paths_[index].heard(attempt, heard, asked.service);
  wake(index);
}

}  // namespace oakprobe::agent
