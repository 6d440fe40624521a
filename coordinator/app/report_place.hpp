#pragma once

#include <optional>
#include <string>

namespace oakprobe::app {

// What a report's name stands for.
struct ReportPlace {
  // A regular file, there already or not: its own name, behind every symbolic link. Empty: it is
  // written as it is.
  std::string file;
  std::optional<int> descriptor;  // an open one of this process: "-", /dev/stdout, /dev/fd/N
  bool fifo = false;

  bool operator==(const ReportPlace&) const = default;
};

// Opens nothing. What can't be looked at is taken for a file that is not there yet.
[[nodiscard]] ReportPlace find_report_place(const std::string& name);

}  // namespace oakprobe::app
