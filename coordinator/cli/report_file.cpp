#include "coordinator/cli/report_file.hpp"

#include "coordinator/cli/complain.hpp"

#include <cerrno>
#include <cstring>
#include <iostream>
#include <utility>

namespace oakprobe::cli {
namespace {

bool cannot_write(const std::string& what, int error) {
  complain("cannot write " + what + (error == 0 ? "" : std::string(": ") + std::strerror(error)));
  return false;
}

}  // namespace

ReportFile::ReportFile(std::string name) : name_(std::move(name)) {}

bool ReportFile::failed(int error) const {
  return cannot_write(is_standard_output() ? "the report to standard output" : name_, error);
}

bool ReportFile::open() {
  if (is_standard_output()) return true;
  errno = 0;
  file_.open(name_, std::ios::binary | std::ios::trunc);
  return file_ || failed(errno);
}

bool ReportFile::write(const std::function<void(std::ostream&)>& writer) {
  std::ostream& out = is_standard_output() ? std::cout : file_;
  errno = 0;
  writer(out);
  out.flush();
  // Some file systems tell only then that the disk is full.
  if (out && !is_standard_output()) file_.close();
  return out || failed(errno);
}

bool write_text(std::ostream& out, const std::string& text) {
  errno = 0;
  out << text << std::flush;
  return out || cannot_write("to the terminal or pipe", errno);
}

}  // namespace oakprobe::cli
