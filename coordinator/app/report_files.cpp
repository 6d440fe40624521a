#include "coordinator/app/report_files.hpp"

#include "coordinator/page/report_cards.hpp"

#include <algorithm>

namespace oakprobe::app {

ReportFiles::ReportFiles(std::span<const NamedReport> reports, ReportContent content)
    : content_(content) {
  for (const NamedReport& report : reports) {
    const Readers readers =
        page::card_of(report.format).for_everybody ? Readers::everybody : Readers::owner;
    reports_.push_back({ReportFile(report.file, readers), report.format});
  }
}

OrFailure<void> ReportFiles::open() {
  for (Report& report : reports_) {
    auto opened = report.file.open();
    if (!opened) return opened;
  }
  return {};
}

OrFailure<void> ReportFiles::write(const diagnosis::FinishedCheck& check) {
  Failure failed;
  for (Report& report : reports_) {
    const auto written = report.file.write([&](std::ostream& out) {
      page::card_of(report.format).write(check, out, content_);
    });
    if (written) continue;
    const Failure one = written.error();
    failed.messages.insert(failed.messages.end(), one.messages.begin(), one.messages.end());
  }
  if (!failed.messages.empty()) return failed;
  return {};
}

bool ReportFiles::has_standard_output() const {
  return std::ranges::any_of(reports_, [](const Report& report) {
    return report.file.is_standard_output();
  });
}

}  // namespace oakprobe::app
