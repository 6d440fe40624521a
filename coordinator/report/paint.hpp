#pragma once

#include "coordinator/diagnosis/judgement.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace oakprobe::report {

// What a cell or a line says at a glance, from harmless to worst.
enum class Mark : std::uint8_t {
  nothing,  // no path is expected or checked
  closed,   // expected closed, and it is
  open,
  noted,     // open, with something worth knowing
  accepted,  // unknown, and the inventory accepts it
  degraded,
  unknown,
  exposed,
  blocked,
};

[[nodiscard]] Mark mark_of(const diagnosis::Judgement& verdict, bool accepted);

// Tells the marks apart without colour: "ok", "X", "?". Three columns at most, ASCII.
[[nodiscard]] std::string_view symbol_of(Mark mark);

// The text in the mark's colour; the text itself without colour.
[[nodiscard]] std::string painted(std::string_view text, Mark mark, bool colour);
[[nodiscard]] std::string heading(std::string_view text, bool colour);

}  // namespace oakprobe::report
