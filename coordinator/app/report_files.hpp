#pragma once

#include "coordinator/app/failure.hpp"
#include "coordinator/app/report_file.hpp"
#include "coordinator/report/report_format.hpp"

#include <span>
#include <string>
#include <vector>

namespace oakprobe::app {

using report::ReportContent;
using report::ReportFormat;

// A report that is asked for, and where it is to go.
struct NamedReport {
  ReportFormat format{};
  std::string file;  // "-" is standard output

  friend bool operator==(const NamedReport&, const NamedReport&) = default;
};

// All reports that are asked for of one check.
class ReportFiles {
 public:
  explicit ReportFiles(std::span<const NamedReport> reports, ReportContent content = {});

  // Before anything is sent: whether all can be written.
  [[nodiscard]] OrFailure<void> open();
  // One that fails does not keep the others from being written; all that failed are told.
  [[nodiscard]] OrFailure<void> write(const diagnosis::FinishedCheck& check);
  [[nodiscard]] bool has_standard_output() const;

 private:
  struct Report {
    ReportFile file;
    ReportFormat format{};
  };

  ReportContent content_;
  std::vector<Report> reports_;
};

}  // namespace oakprobe::app
