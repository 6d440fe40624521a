#pragma once

#include "coordinator/check/check_settings.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <set>
#include <string>

namespace oakprobe::check {

// One phase of a check after the other: in each the nodes have their turns, so many at a time, and
// the progress is told.
class PhaseTurns {
 public:
  struct Turn {
    std::size_t node = 0;
    std::size_t weight = 1;  // in the phase's progress
  };
  using Step = std::function<boost::asio::awaitable<void>(std::size_t node)>;

  explicit PhaseTurns(ProgressHook hook) : hook_(std::move(hook)) {}

  // Returns when all turns are over. Of an interrupted check only what its end takes has any.
  [[nodiscard]] boost::asio::awaitable<void> take(
      Phase phase, std::deque<Turn> turns, Step step, std::size_t at_once
  );

  // A phase in which nobody has a turn.
  void begin(Phase phase);

  void note_bytes(std::uint64_t arrived, std::uint64_t total);
  void interrupt() { interrupted_ = true; }

  [[nodiscard]] Phase phase() const { return progress_.phase; }
  // Whose turn has begun and not ended; of at most so many the names.
  [[nodiscard]] WaitedFor waited_for(
      std::size_t named_max, const std::function<std::string(std::size_t node)>& name_of
  ) const;

 private:
  [[nodiscard]] boost::asio::awaitable<void> take_turns(Step step);
  [[nodiscard]] bool is_over() const;
  void advance(std::size_t by);

  ProgressHook hook_;
  Progress progress_;
  bool interrupted_ = false;
  std::deque<Turn> waiting_;
  std::set<std::size_t> at_work_;
};

}  // namespace oakprobe::check
