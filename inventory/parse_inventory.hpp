#pragma once

#include "inventory/inventory.hpp"

#include <boost/system/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::inventory {

// One mistake, for a person: what is wrong, and what would be right.
struct Diagnostic {
  int line = 0;    // from 1; 0: the file as a whole
  int column = 0;  // from 1
  std::string message;

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

// "FILE:LINE:COLUMN: message", the form that editors jump to.
[[nodiscard]] std::string to_string(const Diagnostic& diagnostic, std::string_view file);

inline constexpr std::size_t inventory_bytes_max = 8U * 1024 * 1024;

// Reads an inventory (docs/inventory.md). All mistakes come back at once, in order of position.
// Never throws for any input; memory and time are bounded by the limits in yaml_document.hpp.
[[nodiscard]] boost::system::result<Inventory, std::vector<Diagnostic>> parse_inventory(
    std::string_view text
);

}  // namespace oakprobe::inventory
