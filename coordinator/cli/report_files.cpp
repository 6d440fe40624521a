#include "coordinator/cli/report_files.hpp"

#include "coordinator/report/html_report.hpp"
#include "coordinator/report/json_report.hpp"
#include "coordinator/report/junit_report.hpp"
#include "coordinator/report/markdown_report.hpp"

#include <algorithm>
#include <utility>

namespace oakprobe::cli {

std::vector<NamedOutput> outputs_of(const CheckOptions& options) {
  std::vector<NamedOutput> outputs;
  const auto add = [&outputs](std::string option, const std::optional<std::string>& file) {
    if (file) outputs.push_back({std::move(option), *file});
  };
  add("--json", options.json);
  add("--markdown", options.markdown);
  add("--junit", options.junit);
  add("--html", options.html);
  add("--state", options.plan.state);
  return outputs;
}

ReportFiles::ReportFiles(const CheckOptions& options) {
  const auto add = [this](const std::optional<std::string>& name, Writer writer) {
    if (name) reports_.push_back({ReportFile(*name), std::move(writer)});
  };
  add(options.json, report::write_json);
  add(options.markdown, [](const diagnosis::FinishedCheck& check, std::ostream& out) {
    out << report::render_markdown(check);
  });
  add(options.junit, report::write_junit);
  const report::HtmlContent content{options.round_trips};
  add(options.html, [content](const diagnosis::FinishedCheck& check, std::ostream& out) {
    report::write_html(check, out, content);
  });
}

bool ReportFiles::open() {
  return std::ranges::all_of(reports_, [](Report& report) { return report.file.open(); });
}

bool ReportFiles::write(const diagnosis::FinishedCheck& check) {
  bool written = true;
  for (Report& report : reports_) {
    written &= report.file.write([&](std::ostream& out) { report.writer(check, out); });
  }
  return written;
}

bool ReportFiles::has_standard_output() const {
  return std::ranges::any_of(reports_, [](const Report& report) {
    return report.file.is_standard_output();
  });
}

}  // namespace oakprobe::cli
