#include "coordinator/cli/conduct_check.hpp"

#include "coordinator/app/open_history.hpp"
#include "coordinator/app/output_clash.hpp"
#include "coordinator/app/perform_check.hpp"
#include "coordinator/app/report_files.hpp"
#include "coordinator/app/store_check.hpp"
#include "coordinator/cli/check_display.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/exit_code.hpp"
#include "coordinator/cli/report_options.hpp"
#include "coordinator/cli/watched_repair.hpp"

#include <utility>
#include <vector>

namespace oakprobe::cli {
namespace {

std::vector<app::NamedOutput> outputs_of(const CheckOptions& options) {
  std::vector<app::NamedOutput> outputs = report_outputs(options.reports);
  if (options.request.plan.state) outputs.push_back({"--state", *options.request.plan.state});
  if (options.history) {
    const auto place = history::find_place(*options.history);
    if (place && place->backend == history::Backend::sqlite)
      outputs.push_back({"--history", place->where});
  }
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

// Before anything is sent: that the history is none, or of a newer Oakprobe. One that can't be used
// now is told of when the run is to be stored.
app::OrFailure<void> look_at_history(const CheckOptions& options) {
  if (!options.history) return {};
  const auto opened = app::open_history(options.history, history::IfMissing::create);
  if (opened || opened.error().kind != app::FailureKind::wrong_input) return {};
  return opened.error();
}

// False, after a line on standard error.
bool store(const diagnosis::FinishedCheck& check, const CheckOptions& options) {
  if (!options.history) return true;
  const auto stored = app::store_check(check, *options.history);
  if (!stored) static_cast<void>(refuse(stored.error()));
  return static_cast<bool>(stored);
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
  if (options.only_failed && *options.only_failed != "last") {
    const auto kept = app::keep_outputs_apart(*options.only_failed, outputs_of(options), "report");
    if (!kept) return refuse(kept.error());
  }
  const auto looked = look_at_history(options);
  if (!looked) return refuse(looked.error());
  app::ReportContent content;
  content.round_trips = options.round_trips;
  content.metrics.paths_max = options.metric_paths;
  app::ReportFiles reports(options.reports, content);
  const auto check =
      options.wait
          ? watch_repair(std::move(inventory), std::move(selection), options, reports, render)
          : make_check(std::move(inventory), std::move(selection), options, reports);
  if (!check) return refuse(check.error());

  const int code = tell_check(*check, reports, options, render);
  return store(*check, options) ? code : exit_oakprobe_failed;
}

}  // namespace oakprobe::cli
