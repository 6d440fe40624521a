#pragma once

#include <algorithm>

namespace oakprobe::report {

// How text for a person is laid out. Nothing is lost without colour.
struct TerminalStyle {
  bool colour = false;
  unsigned columns = 80;
  bool verbose = false;      // tell what was touched, too, and all counts
  bool by_flow = false;      // a matrix for each flow
  bool round_trips = false;  // a matrix of them, too
};

// Narrower ones wrap by themselves.
[[nodiscard]] constexpr unsigned columns_of(const TerminalStyle& style) {
  return std::max(style.columns, 40U);
}

}  // namespace oakprobe::report
