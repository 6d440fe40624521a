#pragma once

#include "coordinator/cli/command_line.hpp"
#include "coordinator/cli/output_clash.hpp"
#include "coordinator/cli/report_file.hpp"

#include <functional>
#include <vector>

namespace oakprobe::cli {

// The files that a check with these options writes.
[[nodiscard]] std::vector<NamedOutput> outputs_of(const CheckOptions& options);

// All reports that a check was asked for.
class ReportFiles {
 public:
  explicit ReportFiles(const CheckOptions& options);

  // Before anything is sent. False, after a line on standard error: one can't be written.
  [[nodiscard]] bool open();
  // One that fails does not keep the others from being written.
  [[nodiscard]] bool write(const diagnosis::FinishedCheck& check);
  [[nodiscard]] bool has_standard_output() const;

 private:
  using Writer = std::function<void(const diagnosis::FinishedCheck&, std::ostream&)>;
  struct Report {
    ReportFile file;
    Writer writer;
  };

  std::vector<Report> reports_;
};

}  // namespace oakprobe::cli
