#include "coordinator/cli/conduct_check.hpp"

#include "coordinator/app/output_clash.hpp"
#include "coordinator/app/perform_check.hpp"
#include "coordinator/app/report_files.hpp"
#include "coordinator/cli/check_display.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/report_options.hpp"

#include <utility>
#include <vector>

namespace oakprobe::cli {
namespace {

std::vector<app::NamedOutput> outputs_of(const CheckOptions& options) {
  std::vector<app::NamedOutput> outputs = report_outputs(options.reports);
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
  const auto check = make_check(std::move(inventory), std::move(selection), options, reports);
  if (!check) return refuse(check.error());

  return tell_check(*check, reports, options, render);
}

}  // namespace oakprobe::cli
