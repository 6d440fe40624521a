#pragma once

#include "inventory/diagnostic.hpp"
#include "inventory/inventory.hpp"

#include <boost/system/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::inventory {

inline constexpr std::size_t inventory_bytes_max = 8U * 1024 * 1024;

// Reads an inventory (docs/inventory.md). All mistakes come back at once, in order of position.
// Never throws for any input; memory and time are bounded by the limits in yaml_document.hpp.
[[nodiscard]] boost::system::result<Inventory, std::vector<Diagnostic>> parse_inventory(
    std::string_view text
);

}  // namespace oakprobe::inventory
