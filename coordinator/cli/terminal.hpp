#pragma once

#include "coordinator/report/terminal_style.hpp"

namespace oakprobe::cli {

[[nodiscard]] bool is_terminal(int fd);

// A terminal that understands "back to the line's beginning" and "erase the rest".
[[nodiscard]] bool can_redraw(int fd);

// How to write to this descriptor: colour only on a terminal, and not against the user's wish
// (--no-color, NO_COLOR: no-color.org); 80 columns where nobody tells another width.
[[nodiscard]] report::TerminalStyle terminal_style(int fd, bool no_color);

}  // namespace oakprobe::cli
