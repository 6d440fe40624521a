#include "coordinator/app/open_history.hpp"

#include <chrono>
#include <filesystem>
#include <utility>

namespace oakprobe::app {

using history::TroubleKind;

Failure failure_of(const history::Trouble& trouble) {
  const bool wrong = trouble.kind == TroubleKind::wrong_place ||
                     trouble.kind == TroubleKind::missing || trouble.kind == TroubleKind::newer;
  return wrong ? wrong_input(trouble.message) : oakprobe_failed(trouble.message);
}

OrFailure<history::Database> open_history(
    const std::optional<std::string>& written, history::IfMissing missing
) {
  auto place = written ? history::find_place(*written) : history::default_place();
  if (!place) return failure_of(place.error());
  auto database = history::Database::open(std::move(*place), missing);
  if (!database) return failure_of(database.error());
  return std::move(*database);
}

std::string deployment_of(const std::string& inventory) {
  if (inventory.empty() || inventory == "-") return "-";
  std::error_code unknown;
  const auto full = std::filesystem::weakly_canonical(inventory, unknown);
  return unknown || full.empty() ? inventory : full.string();
}

history::Keep keep_of(const inventory::Keep& asked) {
  history::Keep keep;
  keep.runs = asked.runs.value_or(keep.runs);
  keep.hours = asked.hours.value_or(keep.hours);
  keep.days = asked.days.value_or(keep.days);
  return keep;
}

UtcSeconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch(
  ));
}

}  // namespace oakprobe::app
