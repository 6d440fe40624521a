#pragma once

#include "coordinator/app/failure.hpp"
#include "coordinator/audit/watch.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/history/stored_state.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::app {

// A run of an audit that is over.
struct AuditedRun {
  const diagnosis::FinishedCheck& check;
  // What is believed now and was not before; also by the looks after it.
  const std::vector<audit::PathChange>& changes;
  const audit::Watch& watch;
  std::size_t looks = 0;  // at what had changed, after it
  // Where the rotation stands now. To be kept with the run or not at all: what a run that is not
  // stored tried is tried again.
  std::optional<history::State> rotation;
};

// Where the runs of an audit go, and what it keeps from one to the next. One call at a time, and
// on a thread on which it may take a while, but for follow(); a failure is told, and the audit goes
// on.
class RunSink {
 public:
  virtual ~RunSink() = default;

  // Before each run, and every few seconds between two. False: another audit runs over the same
  // history, and this one stands by.
  [[nodiscard]] virtual OrFailure<bool> may_run() { return true; }
  [[nodiscard]] virtual OrFailure<void> take(const AuditedRun&) { return {}; }
  // A run could not be made.
  virtual void take_failure() {}
  // The only run is over: what is still to be told is told, as far as that goes soon.
  virtual void finish() {}
  // Small texts, by their keys; nullopt: there is none.
  [[nodiscard]] virtual OrFailure<std::optional<std::string>> recall(std::string_view) {
    return std::nullopt;
  }
  [[nodiscard]] virtual OrFailure<void> remember(std::string_view, const std::string&) {
    return {};
  }
  // The inventory, whose `audit` says more, is read, or another one now.
  virtual void follow(const inventory::Inventory&) {}
};

}  // namespace oakprobe::app
