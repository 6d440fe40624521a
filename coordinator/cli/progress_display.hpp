#pragma once

#include "coordinator/check/check_settings.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace oakprobe::cli {

// "probing 42 of 120 paths".
[[nodiscard]] std::string progress_text(const check::Progress& progress);

// Shows on standard error how far a check is: one line that is written over and over and erased at
// the end, on a terminal only; or, for --verbose, a log line as each phase begins and ends.
class ProgressDisplay {
 public:
  explicit ProgressDisplay(bool verbose);

  void show(const check::Progress& progress);
  void erase();

 private:
  void log(const check::Progress& progress);

  bool verbose_;
  bool on_terminal_;
  std::size_t columns_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point last_shown_;
  std::optional<check::Phase> phase_;
};

}  // namespace oakprobe::cli
