#include "coordinator/report/json_report.hpp"

#include "coordinator/record/write_record.hpp"
#include "coordinator/report/cause_json.hpp"
#include "coordinator/report/json_text.hpp"
#include "coordinator/report/node_json.hpp"
#include "coordinator/report/path_json.hpp"
#include "coordinator/report/report_format.hpp"
#include "coordinator/report/silenced.hpp"
#include "coordinator/telling/group_wording.hpp"

#include <utility>
#include <vector>

namespace oakprobe::report {
namespace {

using diagnosis::FinishedCheck;

Json coverage_json(const diagnosis::Coverage& coverage) {
  Json json{
      {"plan", name_of(coverage.plan)},
      {"possible", coverage.possible},
      {"tried", coverage.tried},
  };
  if (const auto& rotation = coverage.rotation) {
    json["rotation"] = {
        {"slots", rotation->slots},
        {"verified", rotation->verified},
        {"oldest_seconds", rotation->oldest_seconds},
        {"runs_left", rotation->runs_left},
        {"begun_anew", rotation->begun_anew},
        {"kept", rotation->kept},
    };
  }
  return json;
}

Json run_json(const FinishedCheck& check, ListedPaths listed) {
  return {
      {"id", check.run_id},
      {"started", check.started},
      {"finished", check.finished},
      {"took_ms", check.took.count()},
      {"oakprobe", check.oakprobe},
      {"oakestra", check.inventory.release},
      {"oakestra_assumed", check.inventory.release_assumed},
      {"interrupted", check.interrupted},
      {"exposure_checked", check.exposure_checked},
      {"fail_on", names_of(check.fail_on)},
      {"failed_paths", failures_of(check).paths},
      {"paths_listed", name_of(listed)},
      {"coverage", coverage_json(check.coverage)},
  };
}

Json summary_json(const diagnosis::Summary& summary) {
  return {
      {"paths", summary.paths},
      {"open", summary.open},
      {"degraded", summary.degraded},
      {"blocked", summary.blocked},
      {"exposed", summary.exposed},
      {"closed", summary.closed},
      {"unknown", summary.unknown},
      {"accepted", summary.accepted},
  };
}

// A list of the elements that are taken, one a line, so that neither memory nor a line grows with
// it.
template <class Take, class Element>
void write_list(std::ostream& out, const char* key, std::size_t count, Take take, Element element) {
  out << "  \"" << key << "\": [";
  bool first = true;
  for (std::size_t i = 0; i < count && out; ++i) {
    if (!take(i)) continue;
    out << (std::exchange(first, false) ? "\n    " : ",\n    ") << json_line(element(i));
  }
  out << (first ? "]" : "\n  ]");
}

bool every(std::size_t) { return true; }

void write_causes(const FinishedCheck& check, const Silenced& silenced, std::ostream& out) {
  const std::vector<telling::Told> causes = telling::tell_causes(check);
  write_list(out, "causes", check.causes.size(), every, [&](std::size_t i) {
    return cause_json(check, silenced, i, causes[i]);
  });
  const auto& silences = check.inventory.audit.silence;
  if (silences.empty()) return;
  out << ",\n";
  write_list(out, "silences", silences.size(), every, [&](std::size_t i) {
    return silence_json(silences[i], silenced.silences()[i]);
  });
}

}  // namespace

void write_json_parts(const FinishedCheck& check, const JsonParts& parts, std::ostream& out) {
  out << "{\n  \"schema\": \"oakprobe.report/1\",\n";
  if (parts.deployment) out << "  \"deployment\": " << json_line(check.deployment) << ",\n";
  out << "  \"run\": " << json_line(run_json(check, parts.paths)) << ",\n";
  out << "  \"summary\": " << json_line(summary_json(check.summary)) << ",\n";
  write_list(out, "nodes", check.nodes.size(), every, [&](std::size_t i) {
    return node_json(check, NodeId{static_cast<std::uint32_t>(i)});
  });
  out << ",\n";
  const Silenced silenced(check);
  write_causes(check, silenced, out);
  if (parts.paths != ListedPaths::none) {
    out << ",\n";
    const auto is_listed = [&](std::size_t i) {
      return parts.paths == ListedPaths::all || !is_as_expected(*check.paths.state_at(i).verdict);
    };
    write_list(out, "paths", check.paths.size(), is_listed, [&](std::size_t i) {
      return path_json(check, silenced, i);
    });
  }
  if (parts.record) {
    out << ",\n  \"record\": ";
    record::write_record(check, out);
  }
  out << "\n}\n";
}

void write_json(const FinishedCheck& check, std::ostream& out, const ReportContent&) {
  JsonParts parts;
  parts.paths = listed_of(check);
  write_json_parts(check, parts, out);
}

}  // namespace oakprobe::report
