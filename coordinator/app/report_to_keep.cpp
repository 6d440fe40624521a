#include "coordinator/app/report_to_keep.hpp"

#include "coordinator/report/json_report.hpp"

namespace oakprobe::app {

std::optional<history::PackedReport> report_to_keep(const diagnosis::FinishedCheck& check) {
  return history::pack_report([&check](std::ostream& out) {
    report::JsonParts parts;
    parts.paths = report::ListedPaths::none;
    report::write_json_parts(check, parts, out);
  });
}

}  // namespace oakprobe::app
