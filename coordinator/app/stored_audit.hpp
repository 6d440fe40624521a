#pragma once

#include "coordinator/app/audit_alerts.hpp"
#include "coordinator/app/report_file.hpp"
#include "coordinator/app/run_sink.hpp"
#include "coordinator/history/database.hpp"
#include "coordinator/history/lease_keeper.hpp"
#include "coordinator/history/run_store.hpp"
#include "coordinator/metrics/metrics.hpp"
#include "inventory/audit_settings.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::app {

// Where an audit leaves what it finds. What is not given is as the inventory has it when the audit
// begins.
struct AuditPlaces {
  std::optional<std::string> history;            // nullopt there, too: the user's own
  std::optional<std::string> textfile;           // for the node exporter
  std::size_t metric_paths = 200;                // in it
  std::vector<inventory::AlertReceiver> alerts;  // if any, in place of the inventory's
};

// Stores the runs of an audit in a history, where it also keeps what it believes, has alerts sent,
// and writes metrics. Over one history one audit runs at a time.
class StoredAudit : public RunSink {
 public:
  // `inventory`: its file, as the user named it. `tell`: a line for a person, on any thread.
  StoredAudit(
      AuditPlaces places, std::string inventory, std::function<void(const std::string&)> tell
  );

  // Before the first run: whether all of it can be written.
  [[nodiscard]] OrFailure<void> open(const inventory::AuditSettings& settings);

  // As soon as nobody else audits over the history.
  [[nodiscard]] OrFailure<bool> may_run() override;
  // Does what can be done, and tells the first thing that can't.
  [[nodiscard]] OrFailure<void> take(const AuditedRun& run) override;
  void take_failure() override;
  void finish() override;
  [[nodiscard]] OrFailure<std::optional<std::string>> recall(std::string_view key) override;
  [[nodiscard]] OrFailure<void> remember(std::string_view key, const std::string& text) override;
  void follow(const inventory::Inventory& inventory) override;

 private:
  [[nodiscard]] OrFailure<void> store(const AuditedRun& run);
  [[nodiscard]] OrFailure<void> write_metrics(const diagnosis::FinishedCheck& check);
  [[nodiscard]] std::string key_of(std::string_view key) const;

  AuditPlaces places_;
  std::string deployment_;
  std::function<void(const std::string&)> tell_;
  inventory::AuditSettings settings_;  // as the inventory has them now, and the options
  bool settings_changed_ = true;
  metrics::AuditTotals totals_;
  // From open() on.
  std::optional<history::RunStore> runs_;
  std::optional<history::LeaseKeeper> lease_;
  std::optional<AuditAlerts> alerts_;
};

}  // namespace oakprobe::app
