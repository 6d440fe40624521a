#include "coordinator/cli/report_command.hpp"

#include "coordinator/app/explained_pair.hpp"
#include "coordinator/app/load_report.hpp"
#include "coordinator/app/output_clash.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/report_options.hpp"
#include "coordinator/cli/tell_check.hpp"
#include "coordinator/report/node_report.hpp"

namespace oakprobe::cli {
namespace {

using diagnosis::FinishedCheck;

app::OrFailure<Render> choose_render(const FinishedCheck& check, const ReportOptions& options) {
  if (options.path) {
    const auto pair = app::choose_pair(check.inventory, options.path->first, options.path->second);
    if (!pair) return pair.error();
    return render_pair(pair->source, pair->target, options.only_fix);
  }
  if (options.node) {
    const auto node = app::choose_node(check.inventory, *options.node);
    if (!node) return node.error();
    return Render([node = *node](const FinishedCheck& told, const report::TerminalStyle& style) {
      return report::render_node(told, node, style);
    });
  }
  return render_all(options);
}

}  // namespace

int run_report(const ReportOptions& options) {
  const auto apart =
      app::keep_outputs_apart(options.file, report_outputs(options.reports), "report");
  if (!apart) return refuse(apart.error());
  const auto check = app::load_report(options.file);
  if (!check) return refuse(check.error());
  if (check->oakprobe != OAKPROBE_VERSION)
    complain(
        "this is a report of Oakprobe " + check->oakprobe +
        "; what it saw is judged by the rules of " OAKPROBE_VERSION
    );
  const auto render = choose_render(*check, options);
  if (!render) return refuse(render.error());
  app::ReportFiles reports(options.reports, {options.round_trips});
  const auto opened = reports.open();
  if (!opened) return refuse(opened.error());
  return tell_check(*check, reports, options, *render);
}

}  // namespace oakprobe::cli
