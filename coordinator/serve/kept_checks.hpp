#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/history/database.hpp"
#include "coordinator/timeline/run_line.hpp"

#include <memory>
#include <string>

namespace oakprobe::serve {

// Finished checks of runs whose reports a history keeps. The latest that was asked for stays in
// memory, and one older one: a million paths are 60 MB, and take seconds to read.
class KeptChecks {
 public:
  using Check = std::shared_ptr<const diagnosis::FinishedCheck>;

  // null: the run's report is not kept, or this Oakprobe can't read it.
  [[nodiscard]] Check find(history::Database& database, const timeline::RunLine& run);

 private:
  struct Entry {
    timeline::RunNumber run = 0;
    std::string id;  // another database, or an older state of it, has other runs of these numbers
    Check check;
  };

  Entry latest_;
  Entry older_;
};

}  // namespace oakprobe::serve
