#pragma once

#include "coordinator/app/audit.hpp"
#include "coordinator/cli/command_line.hpp"
#include "coordinator/cli/exit_code.hpp"

#include <string>

namespace oakprobe::cli {

// A run of an audit as a line: when it ended, what it found, how long it took, and what is believed
// now that was not before. As text, or as JSON (docs/audits.md).
[[nodiscard]] std::string run_text(const app::AuditedRun& run);
[[nodiscard]] std::string run_json(const app::AuditedRun& run);

// "worker-tunnel from w1 to w3 is blocked: dropped (network)"
[[nodiscard]] std::string change_text(const audit::PathChange& change);

// What happens in an audit, on standard error, a line each.
class AuditLog : public app::AuditObserver {
 public:
  explicit AuditLog(LogFormat format) : format_(format) {}

  void run_over(const app::AuditedRun& run) override;
  void failed(const app::Failure& failure) override;
  void warn(const std::string& what) override { tell("warning", what); }
  void inventory_changed(const inventory::Inventory& inventory) override;
  void stands_by() override { tell("stands-by", "another audit runs; this one stands by"); }
  void serving(const std::string& url) { tell("serving", "the page is at " + url); }
  void stopping() { tell("stopping", "stopping; freeing every port"); }

  // Of the last run, as check's.
  [[nodiscard]] int exit_code_of_run() const { return exit_code_; }

 private:
  void tell(const char* event, const std::string& message) const;

  LogFormat format_;
  int exit_code_ = exit_oakprobe_failed;
};

}  // namespace oakprobe::cli
