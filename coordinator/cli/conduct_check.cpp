#include "coordinator/cli/conduct_check.hpp"

#include "base/described_enum.hpp"
#include "coordinator/app/output_clash.hpp"
#include "coordinator/app/perform_check.hpp"
#include "coordinator/app/report_files.hpp"
#include "coordinator/cli/check_display.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/exit_code.hpp"
#include "coordinator/cli/terminal.hpp"
#include "coordinator/cli/watched_repair.hpp"
#include "coordinator/cli/write_text.hpp"

#include <iostream>
#include <unistd.h>
#include <utility>
#include <vector>

namespace oakprobe::cli {
namespace {

std::vector<app::NamedOutput> outputs_of(const CheckOptions& options) {
  std::vector<app::NamedOutput> outputs;
  for (const app::NamedReport& report : options.reports)
    outputs.push_back({"--" + std::string(name_of(report.format)), report.file});
  if (options.request.plan.state) outputs.push_back({"--state", *options.request.plan.state});
  return outputs;
}

// Nothing of it runs any more when it returns.
app::OrFailure<diagnosis::FinishedCheck> make_check(
    inventory::Inventory inventory,
    inventory::PathSelection selection,
    const CheckOptions& options,
    app::ReportFiles& reports
) {
  auto prepared = app::prepare_check(std::move(inventory), std::move(selection), options.request);
  if (!prepared) return prepared.error();
  auto engine = app::Engine::start();
  if (!engine) return engine.error();
  CheckDisplay display(options, reports);
  return app::perform_check(**engine, std::move(*prepared), display);
}

}  // namespace

int conduct_check(
    inventory::Inventory inventory,
    inventory::PathSelection selection,
    const CheckOptions& options,
    const Render& render
) {
  const auto apart = app::keep_outputs_apart(options.inventory, outputs_of(options));
  if (!apart) return refuse(apart.error());
  app::ReportFiles reports(options.reports, {options.round_trips});
  const auto check =
      options.wait
          ? watch_repair(std::move(inventory), std::move(selection), options, reports, render)
          : make_check(std::move(inventory), std::move(selection), options, reports);
  if (!check) return refuse(check.error());

  const bool aside = reports.has_standard_output();
  auto style = terminal_style(aside ? STDERR_FILENO : STDOUT_FILENO, options.no_color);
  style.verbose = options.verbose;
  style.by_flow = options.by_flow;
  style.round_trips = options.round_trips;
  const std::string text = render(*check, style);
  bool told = text.empty() || write_text(aside ? std::cerr : std::cout, text);
  const auto reported = reports.write(*check);
  if (!reported) {
    static_cast<void>(refuse(reported.error()));
    told = false;
  }
  return exit_code(*check, told);
}

}  // namespace oakprobe::cli
