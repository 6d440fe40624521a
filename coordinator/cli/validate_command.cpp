#include "coordinator/cli/validate_command.hpp"

#include "base/listing.hpp"
#include "base/printable.hpp"
#include "coordinator/app/load_inventory.hpp"
#include "coordinator/app/open_history.hpp"
#include "coordinator/app/validate.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/exit_code.hpp"
#include "coordinator/cli/write_text.hpp"

#include <iostream>

namespace oakprobe::cli {
namespace {

// "1 root, 2 clusters, 5 workers"
std::string role_counts(const std::vector<app::RoleCount>& roles) {
  std::string text;
  for (const app::RoleCount& count : roles)
    text.append(text.empty() ? "" : ", ").append(count_of(count.nodes, to_string(count.role)));
  return text;
}

}  // namespace

int run_validate(const ValidateOptions& options) {
  const auto inventory = app::load_inventory(options.inventory);
  if (!inventory) return refuse(inventory.error());
  tell_doubts(*inventory, options.inventory);
  const app::Validation fine = app::validate(*inventory, app::now());
  std::string text = printable(app::shown_name(options.inventory)) +
                     ": fine: " + count_of(fine.nodes, "node") + " (" + role_counts(fine.roles) +
                     "), " + count_of(fine.paths, "path") + "\n";
  for (const std::string& gap : fine.gaps) text += printable(gap) + "\n";
  return write_text(std::cout, text) ? exit_fine : exit_oakprobe_failed;
}

}  // namespace oakprobe::cli
