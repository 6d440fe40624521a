#include "coordinator/app/stored_audit.hpp"

#include "coordinator/app/open_history.hpp"
#include "coordinator/app/report_to_keep.hpp"
#include "coordinator/history/runs.hpp"
#include "coordinator/history/stored_state.hpp"

#include <boost/asio/ip/host_name.hpp>

#include <algorithm>
#include <chrono>
#include <random>
#include <unistd.h>
#include <utility>

namespace oakprobe::app {
namespace {

// Another one for each process, on each machine.
std::string lease_owner() {
  boost::system::error_code unknown;
  std::random_device random;
  return boost::asio::ip::host_name(unknown) + " " + std::to_string(::getpid()) + " " +
         std::to_string(random());
}

// The first of them.
void note(OrFailure<void>& all, OrFailure<void> one) {
  if (all && !one) all = std::move(one);
}

}  // namespace

StoredAudit::StoredAudit(
    AuditPlaces places, std::string inventory, std::function<void(const std::string&)> tell
)
    : places_(std::move(places)), deployment_(deployment_of(inventory)), tell_(std::move(tell)) {}

OrFailure<void> StoredAudit::open(const inventory::AuditSettings& settings) {
  const auto& place = places_.history ? places_.history : settings.history;
  auto runs = open_history(place, history::IfMissing::create);
  if (!runs) return runs.error();
  auto lease = open_history(place, history::IfMissing::refuse);
  if (!lease) return lease.error();
  if (places_.textfile) {
    ReportFile textfile(*places_.textfile, Readers::everybody);
    const auto opened = textfile.open();
    if (!opened) return opened;
  }
  alerts_.emplace(runs->place(), deployment_, tell_);
  const auto followed = alerts_->follow(places_.alerts.empty() ? settings.alerts : places_.alerts);
  if (!followed) return followed;
  runs_.emplace(std::move(*runs));
  lease_.emplace(std::move(*lease), "audit", lease_owner());
  return {};
}

OrFailure<bool> StoredAudit::may_run() {
  const auto held = lease_->hold();
  if (!held) return failure_of(held.error());
  if (!*held) alerts_->stand_by();
  return *held;
}

OrFailure<void> StoredAudit::take(const AuditedRun& run) {
  OrFailure<void> all;
  if (std::exchange(settings_changed_, false)) {
    runs_->keep(keep_of(settings_.keep));
    note(all, alerts_->follow(settings_.alerts));
  }
  ++totals_.runs.at(static_cast<std::size_t>(diagnosis::run_outcome_of(run.check)));
  // A machine that slept in the middle of a run may have lost it.
  const auto held = may_run();
  if (held && !*held)
    return oakprobe_failed("another audit took over meanwhile; this run is not stored");
  note(all, store(run));
  note(all, alerts_->take(run));
  note(all, write_metrics(run.check));
  return all;
}

void StoredAudit::finish() {
  // Other checks are stored there, too, such as one by hand a minute ago.
  const auto runs = history::list_runs(runs_->database(), {deployment_, {}, {}, 10, {}});
  std::optional<std::chrono::seconds> longest;
  for (std::size_t at = 1; runs && at < runs->size(); ++at) {
    const auto gap = (*runs)[at - 1].started - (*runs)[at].started;
    longest = std::max(longest.value_or(gap), gap);
  }
  alerts_->flush(longest);
}

void StoredAudit::take_failure() {
  ++totals_.runs.at(static_cast<std::size_t>(metrics::RunOutcome::error));
}

OrFailure<void> StoredAudit::store(const AuditedRun& run) {
  auto rotation = run.rotation;
  if (rotation) rotation->name = key_of(rotation->name);
  const auto stored = runs_->store(run.check, deployment_, rotation, report_to_keep(run.check));
  if (!stored) return failure_of(stored.error());
  return {};
}

OrFailure<void> StoredAudit::write_metrics(const diagnosis::FinishedCheck& check) {
  if (!places_.textfile) return {};
  totals_.alerts_pending = alerts_->pending();
  metrics::MetricsContent content;
  content.form = metrics::TextForm::prometheus;
  content.paths_max = places_.metric_paths;
  content.totals = totals_;
  ReportFile textfile(*places_.textfile, Readers::everybody);
  const auto opened = textfile.open();
  if (!opened) return opened;
  return textfile.write([&](std::ostream& out) { metrics::write_metrics(check, content, out); });
}

OrFailure<std::optional<std::string>> StoredAudit::recall(std::string_view key) {
  auto text = history::load_state(runs_->database(), key_of(key));
  if (!text) return failure_of(text.error());
  return std::move(*text);
}

OrFailure<void> StoredAudit::remember(std::string_view key, const std::string& text) {
  const auto held = may_run();
  if (held && !*held)
    return oakprobe_failed("another audit took over meanwhile; what is believed is not kept");
  const auto saved = history::save_state(runs_->database(), key_of(key), text);
  if (!saved) return failure_of(saved.error());
  return {};
}

void StoredAudit::follow(const inventory::Inventory& inventory) {
  settings_ = inventory.audit;
  if (!places_.alerts.empty()) settings_.alerts = places_.alerts;
  settings_changed_ = true;
}

std::string StoredAudit::key_of(std::string_view key) const {
  return "audit " + std::string(key) + " " + deployment_;
}

}  // namespace oakprobe::app
