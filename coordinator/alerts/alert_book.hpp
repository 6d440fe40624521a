#pragma once

#include "coordinator/alerts/alert.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace oakprobe::alerts {

// That live at a time. Of more causes nobody is told.
inline constexpr std::size_t alerts_max = 1'000;

// What an audit believes after a run. What the silences of its inventory mute is not told.
struct BelievedRun {
  const diagnosis::FinishedCheck& check;
  std::vector<bool> confirmed;  // of each common cause of the check
  // Of a path of the check: that its trouble was confirmed, and that it is over was not.
  std::function<bool(const PathId&)> is_troubled;
  std::int64_t now = 0;  // seconds since 1970
};

// An alert that is to be kept as it is now, or forgotten if it does not fire any more.
struct AlertChange {
  Alert alert;
  bool is_message = false;  // and somebody is to be told

  friend bool operator==(const AlertChange&, const AlertChange&) = default;
};

// Makes alerts of the causes of runs: one a cause, however many paths it has. A cause of a later
// run is the same alert if most of what the alert's paths turned out to be is that cause, or if it
// is of the same kind and its paths have the same in common; the place that is proved may change.
// It is over when all of its paths that are tried are well and believed to be; what is not tried
// says nothing.
class AlertBook {
 public:
  AlertBook() = default;
  // Those that were kept, of an earlier process.
  explicit AlertBook(std::vector<Alert> alive) : alive_(std::move(alive)) {}

  // What changed, those first that are over.
  [[nodiscard]] std::vector<AlertChange> update(const BelievedRun& run);

  [[nodiscard]] const std::vector<Alert>& alive() const { return alive_; }
  // Causes of the last run that there was no room for.
  [[nodiscard]] std::size_t left_out() const { return left_out_; }

 private:
  std::vector<Alert> alive_;
  std::size_t left_out_ = 0;
};

}  // namespace oakprobe::alerts
