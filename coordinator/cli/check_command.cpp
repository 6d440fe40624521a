#include "coordinator/cli/check_command.hpp"

#include "coordinator/app/load_inventory.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/conduct_check.hpp"

#include <utility>

namespace oakprobe::cli {

int run_check(const CheckOptions& options) {
  auto inventory = app::load_inventory(options.inventory);
  if (!inventory) return refuse(inventory.error());
  tell_doubts(*inventory, options.inventory);
  auto selection = app::resolve_selection(options.selection, *inventory);
  if (!selection) return refuse(selection.error());
  return conduct_check(std::move(*inventory), std::move(*selection), options, render_all(options));
}

}  // namespace oakprobe::cli
