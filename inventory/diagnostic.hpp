#pragma once

#include <string>
#include <string_view>

namespace oakprobe::inventory {

// One mistake, for a person: what is wrong, and what would be right.
struct Diagnostic {
  int line = 1;    // from 1
  int column = 1;  // from 1
  std::string message;

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

// "FILE:LINE:COLUMN: message", the form that editors jump to.
[[nodiscard]] std::string to_string(const Diagnostic& diagnostic, std::string_view file);

}  // namespace oakprobe::inventory
