#include "coordinator/app/audit_alerts.hpp"

#include "base/utf8.hpp"
#include "coordinator/app/open_history.hpp"

#include <algorithm>
#include <utility>

namespace oakprobe::app {
namespace {

constexpr std::size_t deployment_bytes_max = 4'096;

notify::ReceiverSettings settings_of(const inventory::AlertReceiver& asked) {
  notify::ReceiverSettings settings;
  switch (asked.kind) {
    case inventory::AlertReceiverKind::webhook:
      settings.kind = notify::ReceiverKind::webhook;
      break;
    case inventory::AlertReceiverKind::alertmanager:
      settings.kind = notify::ReceiverKind::alertmanager;
      break;
    case inventory::AlertReceiverKind::command:
      settings.kind = notify::ReceiverKind::command;
      break;
  }
  settings.url = asked.url;
  settings.secret_file = asked.secret_file;
  settings.command = asked.command;
  return settings;
}

}  // namespace

OrFailure<void> AuditAlerts::follow(const std::vector<inventory::AlertReceiver>& receivers) {
  if (asked_ == receivers) return {};
  std::vector<notify::Receiver> ready;
  for (const inventory::AlertReceiver& one : receivers) {
    std::string warning;
    auto receiver = notify::make_receiver(settings_of(one), warning);
    if (!receiver) return wrong_input(receiver.error().message);
    if (!warning.empty()) tell_(warning);
    ready.push_back(std::move(*receiver));
  }
  asked_ = receivers;
  receivers_ = std::move(ready);
  dispatcher_.reset();  // what it has to tell is in the history
  return {};
}

OrFailure<void> AuditAlerts::start() {
  auto database = history::Database::open(place_, history::IfMissing::create);
  if (!database) return oakprobe_failed(database.error().message);
  notify::DispatcherSettings settings;
  settings.receivers = receivers_;
  settings.deployment = to_utf8(deployment_, deployment_bytes_max);
  settings.tell = tell_;
  auto dispatcher = notify::Dispatcher::start(std::move(*database), std::move(settings));
  if (!dispatcher) return oakprobe_failed(dispatcher.error().message);
  dispatcher_ = std::move(*dispatcher);
  return {};
}

void AuditAlerts::flush(std::optional<std::chrono::seconds> interval) {
  if (!dispatcher_) return;
  dispatcher_->hold(notify::hold_until_next_run(interval));
  const notify::Pace pace;
  dispatcher_->flush(std::max(pace.timeout, pace.command_timeout));
}

OrFailure<void> AuditAlerts::take(const AuditedRun& run) {
  if (receivers_.empty()) return {};
  if (!dispatcher_) {
    auto started = start();
    if (!started) return started;
  }
  alerts::BelievedRun believed{run.check, run.watch.confirmed_causes(run.check), {}, 0};
  believed.is_troubled = [&run](const PathId& path) {
    return run.watch.is_troubled(run.check, path);
  };
  believed.now = now().count();
  static_cast<void>(dispatcher_->take(believed));
  return {};
}

}  // namespace oakprobe::app
