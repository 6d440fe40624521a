#include "coordinator/cli/tell_check.hpp"

#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/exit_code.hpp"
#include "coordinator/cli/terminal.hpp"
#include "coordinator/cli/write_text.hpp"
#include "coordinator/report/explanation.hpp"
#include "coordinator/report/fix_commands.hpp"
#include "coordinator/report/matrix.hpp"

#include <iostream>
#include <unistd.h>

namespace oakprobe::cli {

Render render_all(const TellingOptions& options) {
  return [quiet = options.quiet](const diagnosis::FinishedCheck& check, const auto& style) {
    const bool silent = quiet && exit_code(check) == exit_fine;
    return silent ? std::string() : report::render_matrix(check, style);
  };
}

Render render_pair(NodeId source, NodeId target, bool only_fix) {
  return [=](const diagnosis::FinishedCheck& check, const report::TerminalStyle& style) {
    if (!only_fix) return report::render_explanation(check, source, target, style);
    std::string text = report::render_fix_commands(check, source, target);
    if (text.empty()) complain("no command is known that mends what is wrong between them");
    return text;
  };
}

int tell_check(
    const diagnosis::FinishedCheck& check,
    app::ReportFiles& reports,
    const TellingOptions& options,
    const Render& render
) {
  const bool aside = reports.has_standard_output();
  auto style = terminal_style(aside ? STDERR_FILENO : STDOUT_FILENO, options.no_color);
  style.verbose = options.verbose;
  style.by_flow = options.by_flow;
  style.round_trips = options.round_trips;
  const std::string text = render(check, style);
  bool told = text.empty() || write_text(aside ? std::cerr : std::cout, text);
  const auto reported = reports.write(check);
  if (!reported) {
    static_cast<void>(refuse(reported.error()));
    told = false;
  }
  return exit_code(check, told);
}

}  // namespace oakprobe::cli
