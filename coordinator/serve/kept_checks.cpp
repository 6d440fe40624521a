#include "coordinator/serve/kept_checks.hpp"

#include "coordinator/history/kept_reports.hpp"
#include "coordinator/record/read_report.hpp"
#include "coordinator/serve/refused.hpp"

#include <utility>

namespace oakprobe::serve {

KeptChecks::Check KeptChecks::find(history::Database& database, const timeline::RunLine& run) {
  for (const Entry* const entry : {&latest_, &older_})
    if (entry->run == run.number && entry->id == run.id) return entry->check;
  Entry& place = run.number >= latest_.run ? latest_ : older_;
  place = {};  // before the next one is read: both are large
  auto packed = checked(history::load_report(database, run.number));
  if (!packed) return nullptr;
  history::ReportStream stream(std::move(*packed));
  auto read = record::read_report(stream);
  place.run = run.number;
  place.id = run.id;
  if (read && read->run_id == run.id)
    place.check = std::make_shared<const diagnosis::FinishedCheck>(std::move(*read));
  return place.check;
}

}  // namespace oakprobe::serve
