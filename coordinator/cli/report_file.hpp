#pragma once

#include "coordinator/cli/report_place.hpp"
#include "net/unique_fd.hpp"

#include <functional>
#include <ostream>
#include <string>

namespace oakprobe::cli {

// One report: a file that is replaced when all of it is written, or what is written as it is: a
// FIFO, a device, an open descriptor, standard output ("-").
class ReportFile {
 public:
  explicit ReportFile(std::string name);

  // Before anything is sent: opens what is written as it is, and else tries whether a file can be
  // made there. False, after a line on standard error: it can't be written.
  [[nodiscard]] bool open();

  // False, after a line on standard error: not all of it was written. A file is then as it was.
  [[nodiscard]] bool write(const std::function<void(std::ostream&)>& writer);

  // Known when it was opened: the report goes where the matrix would.
  [[nodiscard]] bool is_standard_output() const { return place_.descriptor == 1; }

 private:
  // 0, or errno.
  [[nodiscard]] int replace(const std::function<void(std::ostream&)>& writer) const;
  [[nodiscard]] bool failed(int error) const;

  std::string name_;
  ReportPlace place_;
  net::UniqueFd stream_;  // of what is written as it is
};

// To standard output or error; false, after a line on standard error: it could not be written.
[[nodiscard]] bool write_text(std::ostream& out, const std::string& text);

}  // namespace oakprobe::cli
