#pragma once

#include "inventory/inventory.hpp"

#include <string>
#include <vector>

namespace oakprobe::app {

// What no check of this inventory can look at for want of machines, a sentence each: said where a
// user would otherwise take a short plan for a whole one.
[[nodiscard]] std::vector<std::string> coverage_gaps(const inventory::Inventory& inventory);

}  // namespace oakprobe::app
