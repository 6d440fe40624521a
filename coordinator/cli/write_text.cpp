#include "coordinator/cli/write_text.hpp"

#include "coordinator/app/report_file.hpp"
#include "coordinator/cli/complain.hpp"

#include <cerrno>
#include <iostream>

namespace oakprobe::cli {

bool write_text(std::ostream& out, const std::string& text) {
  errno = 0;
  out << text << std::flush;
  if (!out) complain(app::standard_stream_trouble(&out == &std::cout ? "output" : "error", errno));
  return static_cast<bool>(out);
}

}  // namespace oakprobe::cli
