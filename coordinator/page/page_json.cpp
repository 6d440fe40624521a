#include "coordinator/page/page_json.hpp"

#include "coordinator/page/matrix_json.hpp"
#include "coordinator/report/json_report.hpp"
#include "coordinator/report/json_text.hpp"
#include "coordinator/report/path_json.hpp"
#include "coordinator/report/silenced.hpp"

namespace oakprobe::page {

void write_page_data(const diagnosis::FinishedCheck& check, std::ostream& out) {
  out << "{\"schema\": \"oakprobe.page/1\",\n\"report\": ";
  report::JsonParts head;
  head.paths = report::ListedPaths::none;
  head.record = false;
  head.deployment = true;
  report::write_json_parts(check, head, out);
  out << ",\n\"matrix\": ";
  write_matrix(check, out);
  out << ",\n\"paths\": [";
  const bool all = check.paths.size() <= whole_paths_max;
  const report::Silenced silenced(check);
  std::size_t told = 0;
  std::size_t left_out = 0;
  for (std::size_t at = 0; at < check.paths.size() && out; ++at) {
    const bool is_fine = is_as_expected(*check.paths.state_at(at).verdict);
    if (is_fine && !all) continue;
    if (told == paths_told_max) {
      ++left_out;
      continue;
    }
    out << (told++ == 0 ? "\n" : ",\n")
        << report::json_line(report::path_json(check, silenced, at));
  }
  out << "\n],\n\"paths_left_out\": " << left_out << "}\n";
}

}  // namespace oakprobe::page
