#include "coordinator/cli/check_command.hpp"

#include "coordinator/app/load_inventory.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/conduct_check.hpp"
#include "coordinator/cli/exit_code.hpp"
#include "coordinator/report/matrix.hpp"

#include <utility>

namespace oakprobe::cli {

int run_check(const CheckOptions& options) {
  auto inventory = app::load_inventory(options.inventory);
  if (!inventory) return refuse(inventory.error());
  tell_doubts(*inventory, options.inventory);
  auto selection = app::resolve_selection(options.selection, *inventory);
  if (!selection) return refuse(selection.error());
  return conduct_check(
      std::move(*inventory),
      std::move(*selection),
      options,
      [&options](const diagnosis::FinishedCheck& check, const report::TerminalStyle& style) {
        const bool silent = options.quiet && exit_code(check) == exit_fine;
        return silent ? std::string() : report::render_matrix(check, style);
      }
  );
}

}  // namespace oakprobe::cli
