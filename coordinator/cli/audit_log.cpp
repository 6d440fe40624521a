#include "coordinator/cli/audit_log.hpp"

#include "base/listing.hpp"
#include "base/printable.hpp"
#include "base/utc_time.hpp"
#include "coordinator/app/change_json.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <utility>
#include <vector>

namespace oakprobe::cli {
namespace {

using Json = nlohmann::ordered_json;

// So that a line stays one.
constexpr std::size_t changes_told_max = 3;
constexpr std::size_t segments_told_max = 2;
constexpr std::size_t changes_listed_max = 100;

constexpr std::array<std::pair<const char*, std::size_t diagnosis::Summary::*>, 6> counted{
    {{"open", &diagnosis::Summary::open},
     {"degraded", &diagnosis::Summary::degraded},
     {"blocked", &diagnosis::Summary::blocked},
     {"exposed", &diagnosis::Summary::exposed},
     {"closed", &diagnosis::Summary::closed},
     {"unknown", &diagnosis::Summary::unknown}}};

std::string now_text() {
  using std::chrono::system_clock;
  return utc_text(std::chrono::floor<UtcSeconds>(system_clock::now().time_since_epoch()));
}

// Names of files and nodes may be any bytes.
void write_json(const Json& line) {
  std::cerr << line.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace

std::string change_text(const audit::PathChange& change) {
  const auto& [path, what] = change;
  std::string text = path.flow + " from " + path.source + " to " + path.target;
  if (what.kind == audit::Change::Kind::flapping)
    return text + " is flapping: nothing is told of it until it is calm";
  text += what.kind == audit::Change::Kind::calm ? " is calm, and " : " is ";
  text += name_of(what.now.status);
  if (what.now.cause) text.append(": ").append(name_of(*what.now.cause));
  const bool narrow = !what.now.where.empty() && what.now.where.size() <= segments_told_max;
  if (narrow)
    text += " (" +
            join(
                what.now.where.in_order(),
                " or ",
                [](diagnosis::Segment segment) { return name_of(segment); }
            ) +
            ")";
  return text;
}

std::string run_text(const app::AuditedRun& run) {
  const diagnosis::FinishedCheck& check = run.check;
  std::vector<std::string> counts;
  for (const auto& [name, member] : counted)
    if (check.summary.*member > 0)
      counts.push_back(std::to_string(check.summary.*member) + " " + name);
  char took[32];
  std::snprintf(took, sizeof took, " in %.1f s", static_cast<double>(check.took.count()) / 1e3);
  std::string text = count_of(check.summary.paths, "path") + ": " + join(counts) + took;
  if (check.interrupted) text += ", interrupted";
  if (const std::size_t flapping = run.watch.flapping(); flapping > 0)
    text += ", " + std::to_string(flapping) + " flapping";
  std::vector<std::string> changes;
  for (const audit::PathChange& change : run.changes) {
    if (changes.size() == changes_told_max) break;
    changes.push_back(change_text(change));
  }
  for (const std::string& change : changes) text += "; " + change;
  if (run.changes.size() > changes.size())
    text += "; and " + std::to_string(run.changes.size() - changes.size()) + " more";
  return text;
}

std::string run_json(const app::AuditedRun& run) {
  const diagnosis::FinishedCheck& check = run.check;
  Json json{
      {"time", check.finished},
      {"event", "run"},
      {"run", check.run_id},
      {"interrupted", check.interrupted},
      {"took_ms", check.took.count()},
      {"paths", check.summary.paths}};
  for (const auto& [name, member] : counted) json[name] = check.summary.*member;
  json["accepted"] = check.summary.accepted;
  json["flapping"] = run.watch.flapping();
  json["looks"] = run.looks;
  Json changes = Json::array();
  for (const audit::PathChange& change : run.changes) {
    if (changes.size() == changes_listed_max) break;
    changes.push_back(app::change_json(change));
  }
  json["changes_left_out"] = run.changes.size() - changes.size();
  json["changes"] = std::move(changes);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void AuditLog::run_over(const app::AuditedRun& run) {
  exit_code_ = exit_code(run.check, true);
  if (format_ == LogFormat::json)
    std::cerr << run_json(run) << '\n';
  else
    std::cerr << run.check.finished << ' ' << printable(run_text(run)) << '\n';
}

void AuditLog::failed(const app::Failure& failure) {
  for (const std::string& message : failure.messages) tell("failed", message);
  for (const inventory::Diagnostic& one : failure.diagnostics)
    tell("failed", to_string(one, failure.file));
}

void AuditLog::inventory_changed(const inventory::Inventory& inventory) {
  tell("inventory", "the inventory changed, and has " + count_of(inventory.nodes.size(), "node"));
  for (const inventory::Diagnostic& doubt : inventory.doubts)
    tell("warning", to_string(doubt, "the inventory"));
}

void AuditLog::tell(const char* event, const std::string& message) const {
  if (format_ == LogFormat::json)
    write_json({{"time", now_text()}, {"event", event}, {"message", message}});
  else
    std::cerr << now_text() << ' ' << printable(message) << '\n';
}

}  // namespace oakprobe::cli
