#pragma once

#include "coordinator/app/run_sink.hpp"
#include "coordinator/history/database.hpp"
#include "coordinator/notify/dispatcher.hpp"
#include "inventory/audit_settings.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::app {

// The alerts of an audit: whom to tell as its settings say, what of each run. For the audit that
// runs over its history, not for one that stands by.
class AuditAlerts {
 public:
  // `deployment`: whose alerts they are (deployment_of()). `tell` is called on another thread.
  AuditAlerts(
      history::DatabasePlace place,
      std::string deployment,
      std::function<void(const std::string&)> tell
  )
      : place_(std::move(place)), deployment_(std::move(deployment)), tell_(std::move(tell)) {}

  // A wrong receiver is a failure, and those before stay.
  [[nodiscard]] OrFailure<void> follow(const std::vector<inventory::AlertReceiver>& receivers);
  [[nodiscard]] OrFailure<void> take(const AuditedRun& run);
  // After the only run, where the next may come as late as that: waits until each message was tried
  // once, as long as a receiver may take. nullopt: there was no run before.
  void flush(std::optional<std::chrono::seconds> interval);
  // Another audit runs now, and has the alerts.
  void stand_by() { dispatcher_.reset(); }
  [[nodiscard]] std::size_t pending() const { return dispatcher_ ? dispatcher_->pending() : 0; }

 private:
  [[nodiscard]] OrFailure<void> start();

  history::DatabasePlace place_;
  std::string deployment_;
  std::function<void(const std::string&)> tell_;
  std::vector<inventory::AlertReceiver> asked_;
  std::vector<notify::Receiver> receivers_;
  std::unique_ptr<notify::Dispatcher> dispatcher_;  // null: nobody is to be told, or none yet
};

}  // namespace oakprobe::app
