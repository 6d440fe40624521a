#pragma once

#include "coordinator/app/failure.hpp"
#include "coordinator/app/report_place.hpp"
#include "net/unique_fd.hpp"

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>

namespace oakprobe::app {

// Who may read a file that is new: an old one keeps its mode.
enum class Readers : std::uint8_t {
  owner,
  everybody,  // such as the node exporter, which runs as somebody else
};

// One report: a file that is replaced when all of it is written, or what is written as it is: a
// FIFO, a device, an open descriptor, standard output ("-").
class ReportFile {
 public:
  explicit ReportFile(std::string name, Readers readers = Readers::owner);

  // Before anything is sent: opens what is written as it is, and else tries whether a file can be
  // made there.
  [[nodiscard]] OrFailure<void> open();

  // A failure: not all of it was written. A file is then as it was. What this process wrote to
  // standard output before has to be flushed.
  [[nodiscard]] OrFailure<void> write(const std::function<void(std::ostream&)>& writer);

  // Known when it was opened: the report goes where the matrix would.
  [[nodiscard]] bool is_standard_output() const { return place_.descriptor == 1; }

 private:
  // 0, or errno.
  [[nodiscard]] int replace(const std::function<void(std::ostream&)>& writer) const;
  [[nodiscard]] Failure failed(int error) const;

  std::string name_;
  Readers readers_;
  ReportPlace place_;
  net::UniqueFd stream_;  // of what is written as it is
};

// That standard output or error, `which`, can't be written. `error` is an errno, or 0.
[[nodiscard]] std::string standard_stream_trouble(std::string_view which, int error);

}  // namespace oakprobe::app
