#include "coordinator/cli/plan_command.hpp"

#include "base/listing.hpp"
#include "coordinator/app/coverage_gaps.hpp"
#include "coordinator/app/load_inventory.hpp"
#include "coordinator/app/output_clash.hpp"
#include "coordinator/app/plan_paths.hpp"
#include "coordinator/app/report_file.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/exit_code.hpp"
#include "coordinator/cli/plan_table.hpp"

#include <functional>
#include <ostream>
#include <vector>

namespace oakprobe::cli {
namespace {

void write_summary(
    std::ostream& output,
    const inventory::Inventory& inventory,
    const std::vector<inventory::FlowCount>& counts
) {
  std::uint64_t open = 0;
  std::uint64_t closed = 0;
  for (const auto& count : counts) {
    const bool expects_open = inventory.flow(count.flow).expect == inventory::Expect::open;
    (expects_open ? open : closed) += count.paths;
  }
  output << '\n'
         << count_of(open + closed, "path") << ": " << open << " must be open, " << closed
         << " must be closed.\n";
  output << "Oakestra " << inventory.release
         << (inventory.release_assumed ? ", assumed: the newest known; the inventory does not say"
                                       : "")
         << ".\n";
  for (const std::string& gap : app::coverage_gaps(inventory)) output << gap << '\n';
}

void write_listing(
    std::ostream& output,
    const PlanOptions& options,
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const app::PlannedPaths& planned
) {
  if (planned.paths > plan_paths_shown_max && !options.all) {
    write_plan_counts(output, inventory, planned.counts);
    write_summary(output, inventory, planned.counts);
    output << "Too many to list; --all lists them, --source and --target choose some.\n";
  } else {
    write_plan_table(output, inventory, selection, planned.plan, planned.counts);
    write_summary(output, inventory, planned.counts);
  }
}

app::OrFailure<void> keep_outputs_apart(const PlanOptions& options) {
  std::vector<app::NamedOutput> outputs;
  if (options.json) outputs.push_back({"--json", *options.json});
  if (options.plan.state) outputs.push_back({"--state", *options.plan.state});
  return app::keep_outputs_apart(options.inventory, outputs);
}

app::OrFailure<void> write_file(
    app::ReportFile& file, const std::function<void(std::ostream&)>& writer
) {
  auto opened = file.open();
  return opened ? file.write(writer) : opened;
}

}  // namespace

int run_plan(const PlanOptions& options) {
  const auto inventory = app::load_inventory(options.inventory);
  if (!inventory) return refuse(inventory.error());
  tell_doubts(*inventory, options.inventory);
  const auto selection = app::resolve_selection(options.selection, *inventory);
  if (!selection) return refuse(selection.error());
  const auto apart = keep_outputs_apart(options);
  if (!apart) return refuse(apart.error());
  const auto planned = app::plan_paths(*inventory, *selection, options.plan);
  if (!planned) return refuse(planned.error());
  if (!planned->warning.empty()) complain(planned->warning);
  if (options.json) {
    app::ReportFile file(*options.json);
    const auto written = write_file(file, [&](std::ostream& output) {
      write_plan_json(output, *inventory, *selection, planned->plan);
    });
    if (!written) return refuse(written.error());
    if (file.is_standard_output()) return exit_fine;
  }
  app::ReportFile listing("-");
  const auto listed = write_file(listing, [&](std::ostream& output) {
    write_listing(output, options, *inventory, *selection, *planned);
  });
  return listed ? exit_fine : refuse(listed.error());
}

}  // namespace oakprobe::cli
