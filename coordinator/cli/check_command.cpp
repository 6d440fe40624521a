#include "coordinator/cli/check_command.hpp"

#include "coordinator/app/earlier_troubles.hpp"
#include "coordinator/app/load_inventory.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/conduct_check.hpp"
#include "coordinator/cli/exit_code.hpp"
#include "coordinator/timeline/mended_text.hpp"

#include <utility>

namespace oakprobe::cli {

int run_check(const CheckOptions& options) {
  auto inventory = app::load_inventory(options.inventory);
  if (!inventory) return refuse(inventory.error());
  tell_doubts(*inventory, options.inventory);
  auto selection = app::resolve_selection(options.selection, *inventory);
  if (!selection) return refuse(selection.error());
  if (!options.only_failed)
    return conduct_check(
        std::move(*inventory), std::move(*selection), options, render_all(options)
    );

  app::EarlierCheck earlier{std::nullopt, options.history, options.inventory};
  if (*options.only_failed != "last") earlier.report = *options.only_failed;
  const auto troubles = app::find_earlier_troubles(earlier);
  if (!troubles) return refuse(troubles.error());
  if (troubles->paths.empty()) {
    complain("all was as expected then; nothing is probed again");
    return exit_fine;
  }
  auto troubled = app::select_troubled(*troubles, std::move(*selection), *inventory);
  if (!troubled) return refuse(troubled.error());
  const Render render = [&troubles,
                         all = render_all(options)](const auto& check, const auto& style) {
    const std::string text = all(check, style);
    if (text.empty()) return text;  // --quiet, and all is well
    return text + timeline::mended_text(*troubles, timeline::outline_of(check));
  };
  return conduct_check(std::move(*inventory), std::move(*troubled), options, render);
}

}  // namespace oakprobe::cli
