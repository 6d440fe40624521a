#include "coordinator/cli/terminal.hpp"

#include <cstdlib>
#include <string_view>
#include <unistd.h>

#include <sys/ioctl.h>

namespace oakprobe::cli {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

bool is_terminal(int fd) { return ::isatty(fd) == 1; }

bool can_redraw(int fd) { return is_terminal(fd) && environment("TERM") != "dumb"; }

report::TerminalStyle terminal_style(int fd, bool no_color) {
  report::TerminalStyle style;
  if (!is_terminal(fd)) return style;
  style.colour = !no_color && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) style.columns = size.ws_col;
  return style;
}

}  // namespace oakprobe::cli
