#include "coordinator/cli/plan_command.hpp"

#include "base/listing.hpp"
#include "coordinator/cli/choose_plan.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/coverage_gaps.hpp"
#include "coordinator/cli/load_inventory.hpp"
#include "coordinator/cli/output_clash.hpp"
#include "coordinator/cli/plan_table.hpp"
#include "coordinator/cli/report_file.hpp"

#include <ostream>
#include <vector>

namespace oakprobe::cli {
namespace {

std::uint64_t path_count(const std::vector<inventory::FlowCount>& counts) {
  std::uint64_t paths = 0;
  for (const auto& count : counts) paths += count.paths;
  return paths;
}

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
  for (const std::string& gap : coverage_gaps(inventory)) output << gap << '\n';
}

void write_listing(
    std::ostream& output,
    const PlanOptions& options,
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const plans::PathPlan& plan
) {
  const auto counts = plans::count_paths(inventory, selection, plan);
  if (path_count(counts) > plan_paths_shown_max && !options.all) {
    write_plan_counts(output, inventory, counts);
    write_summary(output, inventory, counts);
    output << "Too many to list; --all lists them, --source and --target choose some.\n";
  } else {
    write_plan_table(output, inventory, selection, plan, counts);
    write_summary(output, inventory, counts);
  }
}

bool is_writable(const PlanOptions& options) {
  std::vector<NamedOutput> outputs;
  if (options.json) outputs.push_back({"--json", *options.json});
  if (options.plan.state) outputs.push_back({"--state", *options.plan.state});
  const auto clash = find_output_clash(options.inventory, outputs);
  if (clash) complain(*clash);
  return !clash;
}

}  // namespace

int run_plan(const PlanOptions& options) {
  const auto inventory = load_inventory(options.inventory);
  if (!inventory) return exit_wrong_input;
  const auto selection = resolve_selection(options.selection, *inventory);
  if (!selection || !is_writable(options)) return exit_wrong_input;
  PlanChoice choice = options.plan;
  if (!choice.kind) choice.kind = plans::PlanKind::full;  // what is expected, however much
  const auto chosen = choose_plan(*inventory, *selection, choice, PlanUse::show);
  if (!chosen) return exit_wrong_input;
  const plans::PathPlan& plan = chosen->plan;
  if (path_count(plans::count_paths(*inventory, *selection, plan)) == 0) {
    complain("nothing is selected: no path of this inventory fits the options");
    return exit_wrong_input;
  }
  if (options.json) {
    ReportFile file(*options.json);
    const bool written = file.open() && file.write([&](std::ostream& output) {
      write_plan_json(output, *inventory, *selection, plan);
    });
    if (!written) return exit_oakprobe_failed;
    if (file.is_standard_output()) return 0;
  }
  ReportFile listing("-");
  const bool listed = listing.open() && listing.write([&](std::ostream& output) {
    write_listing(output, options, *inventory, *selection, plan);
  });
  return listed ? 0 : exit_oakprobe_failed;
}

}  // namespace oakprobe::cli
