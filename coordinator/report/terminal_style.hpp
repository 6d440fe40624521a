#pragma once

namespace oakprobe::report {

// How text for a person is laid out. Nothing is lost without colour.
struct TerminalStyle {
  bool colour = false;
  unsigned columns = 80;
};

}  // namespace oakprobe::report
