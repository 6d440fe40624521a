#include "coordinator/cli/explain_command.hpp"

#include "coordinator/cli/load_inventory.hpp"
#include "coordinator/cli/perform_check.hpp"
#include "coordinator/cli/report_file.hpp"
#include "coordinator/cli/terminal.hpp"
#include "coordinator/report/explanation.hpp"

#include <iostream>
#include <unistd.h>

namespace oakprobe::cli {

int run_explain(const ExplainOptions& options) {
  auto inventory = load_inventory(options.check.inventory);
  if (!inventory) return exit_wrong_input;
  auto selection = resolve_selection(options.check.selection, *inventory);
  if (!selection) return exit_wrong_input;
  selection->targets = selection->sources;  // both directions
  const NodeId source = selection->sources.front();
  const NodeId target = selection->sources.back();
  const PerformedCheck performed = perform_check(std::move(*inventory), *selection, options.check);
  if (!performed.check) return performed.exit_code;
  auto style = terminal_style(STDOUT_FILENO, options.check.no_color);
  style.verbose = options.check.verbose;
  const bool told =
      write_text(std::cout, report::render_explanation(*performed.check, source, target, style));
  if (!told || performed.check->interrupted) return exit_oakprobe_failed;
  return diagnosis::exit_code(*performed.check);
}

}  // namespace oakprobe::cli
