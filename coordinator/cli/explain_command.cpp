#include "coordinator/cli/explain_command.hpp"

#include "coordinator/app/explained_pair.hpp"
#include "coordinator/app/load_inventory.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/conduct_check.hpp"
#include "coordinator/cli/tell_check.hpp"

#include <utility>

namespace oakprobe::cli {

int run_explain(const ExplainOptions& options) {
  auto inventory = app::load_inventory(options.check.inventory);
  if (!inventory) return refuse(inventory.error());
  tell_doubts(*inventory, options.check.inventory);
  const auto pair = app::choose_pair(*inventory, options.source, options.target);
  if (!pair) return refuse(pair.error());
  return conduct_check(
      std::move(*inventory),
      pair->selection,
      options.check,
      render_pair(pair->source, pair->target, options.only_fix)
  );
}

}  // namespace oakprobe::cli
