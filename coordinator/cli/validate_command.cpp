#include "coordinator/cli/validate_command.hpp"

#include "base/listing.hpp"
#include "base/printable.hpp"
#include "coordinator/cli/coverage_gaps.hpp"
#include "coordinator/cli/load_inventory.hpp"
#include "coordinator/cli/report_file.hpp"

#include <iostream>

namespace oakprobe::cli {
namespace {

// "1 root, 2 clusters, 5 workers"; a machine with two roles is in two of the counts.
std::string role_counts(const inventory::Inventory& inventory) {
  std::string text;
  for (const auto role : inventory::all_roles) {
    std::uint64_t count = 0;
    for (const auto& node : inventory.nodes) count += node.roles.has(role) ? 1U : 0U;
    if (count == 0) continue;
    text.append(text.empty() ? "" : ", ").append(count_of(count, to_string(role)));
  }
  return text;
}

}  // namespace

int run_validate(const ValidateOptions& options) {
  const auto inventory = load_inventory(options.inventory);
  if (!inventory) return exit_wrong_input;
  std::uint64_t paths = 0;
  for (const auto& count : inventory::count_paths(*inventory, {})) paths += count.paths;
  std::string text = options.inventory == "-" ? "<stdin>" : printable(options.inventory);
  text += ": fine: " + count_of(inventory->nodes.size(), "node") + " (" + role_counts(*inventory) +
          "), " + count_of(paths, "path") + "\n";
  for (const std::string& gap : coverage_gaps(*inventory)) text += gap + "\n";
  return write_text(std::cout, text) ? 0 : exit_oakprobe_failed;
}

}  // namespace oakprobe::cli
