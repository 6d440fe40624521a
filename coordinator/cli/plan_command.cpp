#include "coordinator/cli/plan_command.hpp"

#include "coordinator/cli/choose_plan.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/coverage_gaps.hpp"
#include "coordinator/cli/load_inventory.hpp"
#include "coordinator/cli/plan_table.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

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
         << open + closed << (open + closed == 1 ? " path: " : " paths: ") << open
         << " must be open, " << closed << " must be closed.\n";
  output << "Oakestra " << inventory.release
         << (inventory.release_assumed ? ", assumed: the newest known; the inventory does not say"
                                       : "")
         << ".\n";
  for (const std::string& gap : coverage_gaps(inventory)) output << gap << '\n';
}

int failed(const std::string& file, int error) {
  complain(file + ": " + std::strerror(error));
  return exit_oakprobe_failed;
}

// Flushes, so that a full disk or a closed pipe is seen.
bool finish(std::ostream& output) { return static_cast<bool>(output.flush()); }

int write_text(
    const PlanOptions& options,
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const plans::PathPlan& plan,
    const std::vector<inventory::FlowCount>& counts,
    std::uint64_t paths
) {
  auto& output = std::cout;
  if (paths > plan_paths_shown_max && !options.all) {
    write_plan_counts(output, inventory, counts);
    write_summary(output, inventory, counts);
    output << "Too many to list; --all lists them, --source and --target choose some.\n";
  } else {
    write_plan_table(output, inventory, selection, plan, counts);
    write_summary(output, inventory, counts);
  }
  return finish(output) ? 0 : failed("standard output", errno);
}

}  // namespace

int run_plan(const PlanOptions& options) {
  const auto inventory = load_inventory(options.inventory);
  if (!inventory) return exit_wrong_input;
  const auto selection = resolve_selection(options.selection, *inventory);
  if (!selection) return exit_wrong_input;
  PlanChoice choice = options.plan;
  if (!choice.kind) choice.kind = plans::PlanKind::full;  // what is expected, however much
  const auto chosen = choose_plan(*inventory, *selection, choice, PlanUse::show);
  if (!chosen) return exit_wrong_input;
  const plans::PathPlan& plan = chosen->plan;
  const auto counts = plans::count_paths(*inventory, *selection, plan);
  std::uint64_t paths = 0;
  for (const auto& count : counts) paths += count.paths;
  if (paths == 0) {
    complain("nothing is selected: no path of this inventory fits the options");
    return exit_wrong_input;
  }
  std::ios::sync_with_stdio(false);
  if (options.json == "-") {
    write_plan_json(std::cout, *inventory, *selection, plan);
    return finish(std::cout) ? 0 : failed("standard output", errno);
  }
  if (options.json) {
    std::ofstream file(*options.json, std::ios::binary | std::ios::trunc);
    if (!file) return failed(*options.json, errno);
    write_plan_json(file, *inventory, *selection, plan);
    if (!finish(file)) return failed(*options.json, errno);
  }
  return write_text(options, *inventory, *selection, plan, counts, paths);
}

}  // namespace oakprobe::cli
