#include "coordinator/cli/check_command.hpp"

#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/load_inventory.hpp"
#include "coordinator/cli/perform_check.hpp"
#include "coordinator/cli/report_file.hpp"
#include "coordinator/cli/report_files.hpp"
#include "coordinator/cli/terminal.hpp"
#include "coordinator/report/matrix.hpp"

#include <iostream>
#include <unistd.h>

namespace oakprobe::cli {

int run_check(const CheckOptions& options) {
  auto inventory = load_inventory(options.inventory);
  if (!inventory) return exit_wrong_input;
  const auto selection = resolve_selection(options.selection, *inventory);
  if (!selection) return exit_wrong_input;
  if (const auto clash = find_output_clash(options.inventory, outputs_of(options))) {
    complain(*clash);
    return exit_wrong_input;
  }
  ReportFiles reports(options);
  const PerformedCheck performed =
      perform_check(std::move(*inventory), *selection, options, [&] { return reports.open(); });
  if (!performed.check) return performed.exit_code;
  const diagnosis::FinishedCheck& finished = *performed.check;

  const bool matrix_aside = reports.has_standard_output();
  auto style = terminal_style(matrix_aside ? STDERR_FILENO : STDOUT_FILENO, options.no_color);
  style.verbose = options.verbose;
  style.by_flow = options.by_flow;
  style.round_trips = options.round_trips;
  const bool silent = options.quiet && diagnosis::exit_code(finished) == 0;
  const bool told =
      silent || write_text(matrix_aside ? std::cerr : std::cout, render_matrix(finished, style));
  const bool reported = reports.write(finished);
  if (!told || !reported || finished.interrupted) return exit_oakprobe_failed;
  return diagnosis::exit_code(finished);
}

}  // namespace oakprobe::cli
