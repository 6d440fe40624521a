#include "coordinator/cli/audit_command.hpp"
#include "coordinator/cli/check_command.hpp"
#include "coordinator/cli/command_line.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/exit_code.hpp"
#include "coordinator/cli/explain_command.hpp"
#include "coordinator/cli/firewall_command.hpp"
#include "coordinator/cli/history_command.hpp"
#include "coordinator/cli/plan_command.hpp"
#include "coordinator/cli/report_command.hpp"
#include "coordinator/cli/serve_command.hpp"
#include "coordinator/cli/validate_command.hpp"
#include "coordinator/cli/write_text.hpp"

#include <csignal>
#include <exception>
#include <iostream>

namespace {

using namespace oakprobe::cli;

struct Run {
  int operator()(const HelpText& help) const {
    return write_text(std::cout, help.text) ? exit_fine : exit_oakprobe_failed;
  }
  int operator()(const UsageError& error) const {
    complain(error.message);
    return exit_wrong_input;
  }
  int operator()(const CheckOptions& options) const { return run_check(options); }
  int operator()(const AuditOptions& options) const { return run_audit(options); }
  int operator()(const ExplainOptions& options) const { return run_explain(options); }
  int operator()(const PlanOptions& options) const { return run_plan(options); }
  int operator()(const FirewallOptions& options) const { return run_firewall(options); }
  int operator()(const ReportOptions& options) const { return run_report(options); }
  int operator()(const ValidateOptions& options) const { return run_validate(options); }
  int operator()(const HistoryOptions& options) const { return run_history(options); }
  int operator()(const DifferenceOptions& options) const { return run_difference(options); }
  int operator()(const ServeOptions& options) const { return run_serve(options); }
};

}  // namespace

int main(int argc, char** argv) {
  // An agent that is gone, or a reader that closed the pipe, is a failed write.
  std::signal(SIGPIPE, SIG_IGN);
  // Ignored by whoever started us (`trap '' CHLD`), it would hide how agents ended.
  std::signal(SIGCHLD, SIG_DFL);
  try {
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    return std::visit(Run{}, parse_command_line(arguments));
  } catch (const std::exception& error) {
    complain(error.what());
    return exit_oakprobe_failed;
  }
}
