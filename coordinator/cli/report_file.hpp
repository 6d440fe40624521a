#pragma once

#include <fstream>
#include <functional>
#include <ostream>
#include <string>

namespace oakprobe::cli {

// Where one report goes: a file, made before anything is sent, or standard output ("-").
class ReportFile {
 public:
  explicit ReportFile(std::string name);

  // False, after a line on standard error: the file can't be written.
  [[nodiscard]] bool open();
  [[nodiscard]] bool write(const std::function<void(std::ostream&)>& writer);
  [[nodiscard]] bool is_standard_output() const { return name_ == "-"; }

 private:
  [[nodiscard]] bool failed(int error) const;

  std::string name_;
  std::ofstream file_;
};

// To standard output or error; false, after a line on standard error: it could not be written.
[[nodiscard]] bool write_text(std::ostream& out, const std::string& text);

}  // namespace oakprobe::cli
