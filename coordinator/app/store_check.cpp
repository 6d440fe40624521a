#include "coordinator/app/store_check.hpp"

#include "coordinator/app/open_history.hpp"
#include "coordinator/app/report_to_keep.hpp"
#include "coordinator/history/run_store.hpp"

#include <optional>
#include <utility>

namespace oakprobe::app {

OrFailure<void> store_check(const diagnosis::FinishedCheck& check, const std::string& place) {
  auto database = open_history(place, history::IfMissing::create);
  if (!database) return database.error();
  history::RunStore store(std::move(*database), keep_of(check.inventory.audit.keep));
  const auto stored =
      store.store(check, deployment_of(check.deployment), std::nullopt, report_to_keep(check));
  if (!stored) return failure_of(stored.error());
  return {};
}

}  // namespace oakprobe::app
