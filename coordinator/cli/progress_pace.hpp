#pragma once

#include "coordinator/check/check_settings.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace oakprobe::cli {

// "probing 42 of 120 paths".
[[nodiscard]] std::string progress_text(const check::Progress& progress);

// "waiting for w3, w5 and 2 more"; empty: for nobody.
[[nodiscard]] std::string waiting_text(const check::WaitedFor& waited);

// When which line is to be shown: seldom enough to cost nothing with ten thousand agents, and what
// came last within 100 ms at the latest; after 3 s without progress, who is waited for. It has no
// clock of its own.
class ProgressPace {
 public:
  using Time = std::chrono::steady_clock::time_point;

  enum class Due : std::uint8_t { nothing, progress, waiting };

  void note(const check::Progress& progress, Time now);

  // What is due now; it counts as shown.
  [[nodiscard]] Due take(Time now);
  // When something will be due if nothing comes before; nullopt: nothing will.
  [[nodiscard]] std::optional<Time> next() const;

  [[nodiscard]] const check::Progress& last() const { return last_; }

 private:
  check::Progress last_;
  bool began_ = false;     // a phase, which is shown at once
  bool pending_ = false;   // `last_` is not shown yet
  bool may_wait_ = false;  // who is waited for was not told yet
  std::optional<Time> shown_at_;
  Time progressed_at_;
};

}  // namespace oakprobe::cli
