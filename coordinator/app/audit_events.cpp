#include "coordinator/app/audit_events.hpp"

#include "coordinator/app/change_json.hpp"

namespace oakprobe::app {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// The first thing that is wrong, as much of it as a listener is sent.
std::string message_of(const Failure& failure) {
  if (!failure.messages.empty()) return failure.messages.front().substr(0, failure_bytes_max);
  if (failure.diagnostics.empty()) return "the run failed";
  return to_string(failure.diagnostics.front(), failure.file).substr(0, failure_bytes_max);
}

}  // namespace

void AuditEvents::began(const std::string& run, std::size_t paths, UtcSeconds now) {
  looks_ = run_.has_value();
  if (looks_) return;
  run_ = run;
  told_at_.reset();
  publish_("run-started", text_of({{"run", run}, {"paths", paths}, {"at", utc_text(now)}}));
}

void AuditEvents::progressed(const check::Progress& progress, Time now) {
  if (!run_ || looks_ || (told_at_ && now - *told_at_ < progress_published_every)) return;
  told_at_ = now;
  publish_(
      "progress",
      text_of(
          {{"run", *run_},
           {"phase", name_of(progress.phase)},
           {"done", progress.done},
           {"total", progress.total}}
      )
  );
}

void AuditEvents::run_failed(const Failure& failure) {
  Json json = Json::object();
  if (run_) json["run"] = *run_;
  json["message"] = message_of(failure);
  run_.reset();
  publish_("run-failed", text_of(json));
}

void AuditEvents::run_over(const AuditedRun& run) {
  run_.reset();
  std::size_t told = 0;
  for (const audit::PathChange& change : run.changes) {
    if (told == changes_published_max) break;
    Json json{{"run", run.check.run_id}};
    json.update(change_json(change));
    publish_("changed", text_of(json));
    ++told;
  }
  if (const std::size_t left_out = run.changes.size() - told; left_out > 0)
    publish_("changed", text_of({{"run", run.check.run_id}, {"left_out", left_out}}));
}

}  // namespace oakprobe::app
