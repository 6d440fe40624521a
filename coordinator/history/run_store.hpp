#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/history/book.hpp"
#include "coordinator/history/database.hpp"
#include "coordinator/history/packed_report.hpp"
#include "coordinator/history/rollup.hpp"
#include "coordinator/history/stored_state.hpp"
#include "coordinator/timeline/track.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace oakprobe::history {

// Of a run's common causes so many are kept, those of the most paths.
inline constexpr std::size_t causes_kept_max = 100;

struct StoredRun {
  timeline::RunNumber number = 0;
  std::size_t changes = 0;  // lives that began, changed or ended, as rows written
  bool known = false;       // it was stored before: nothing was written
};

// Stores runs, one after another; what stands in the history once it need not read each time.
class RunStore {
 public:
  explicit RunStore(Database database, Keep keep = {});

  // Whole or not at all. `deployment` is what its runs are compared by: the inventory's full name.
  // Takes its time from the check. `state` is kept with it, and `report`, which it can be read from
  // again, for a while (kept_reports.hpp).
  [[nodiscard]] OrTrouble<StoredRun> store(
      const diagnosis::FinishedCheck& check,
      const std::string& deployment,
      const std::optional<State>& state = std::nullopt,
      const std::optional<PackedReport>& report = std::nullopt
  );

  // From the next run on.
  void keep(const Keep& keep) { keep_ = keep; }
  [[nodiscard]] Database& database() { return database_; }

 private:
  Database database_;
  Keep keep_;
  NameBook names_;
  ValueBook values_;
};

}  // namespace oakprobe::history
