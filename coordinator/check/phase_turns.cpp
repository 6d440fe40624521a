#include "coordinator/check/phase_turns.hpp"

#include "net/task_group.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace oakprobe::check {

namespace asio = boost::asio;

asio::awaitable<void> PhaseTurns::take(
    Phase phase, std::deque<Turn> turns, Step step, std::size_t at_once
) {
  progress_ = Progress{phase};
  waiting_ = std::move(turns);
  for (const Turn& turn : waiting_) progress_.total += turn.weight;
  if (is_over()) co_return;
  advance(0);
  std::vector<asio::awaitable<void>> tasks;
  at_once = std::clamp<std::size_t>(at_once, 1, waiting_.size());
  for (std::size_t i = 0; i < at_once; ++i) tasks.push_back(take_turns(step));
  co_await net::run_all(std::move(tasks));
}

void PhaseTurns::begin(Phase phase) {
  progress_ = Progress{phase};
  advance(0);
}

bool PhaseTurns::is_over() const {
  const bool at_the_end = phase() == Phase::collecting || phase() == Phase::disarming;
  return waiting_.empty() || (interrupted_ && !at_the_end);
}

asio::awaitable<void> PhaseTurns::take_turns(Step step) {
  while (!is_over()) {
    const Turn turn = waiting_.front();
    waiting_.pop_front();
    at_work_.insert(turn.node);
    co_await step(turn.node);
    at_work_.erase(turn.node);
    advance(turn.weight);
  }
}

void PhaseTurns::advance(std::size_t by) {
  progress_.done += by;
  if (hook_) hook_(progress_);
}

WaitedFor PhaseTurns::waited_for(
    std::size_t named_max, const std::function<std::string(std::size_t node)>& name_of
) const {
  WaitedFor waited;
  for (const std::size_t node : at_work_) {
    if (waited.names.size() < named_max)
      waited.names.push_back(name_of(node));
    else
      ++waited.more;
  }
  return waited;
}

void PhaseTurns::note_bytes(std::uint64_t arrived, std::uint64_t total) {
  progress_.bytes = arrived;
  progress_.bytes_total = total;
  advance(0);
}

}  // namespace oakprobe::check
