#pragma once

#include "base/utc_time.hpp"
#include "inventory/inventory.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace oakprobe::app {

struct RoleCount {
  inventory::Role role{};
  std::uint64_t nodes = 0;
};

// What is to be said of an inventory that is fine.
struct Validation {
  std::uint64_t nodes = 0;
  std::vector<RoleCount> roles;   // those that there are; a machine with two roles is in both
  std::uint64_t paths = 0;        // that a check tries when nothing else is said
  std::vector<std::string> gaps;  // coverage_gaps(), and which silences mute nothing
};

// now: for silences that are over.
[[nodiscard]] Validation validate(const inventory::Inventory& inventory, UtcSeconds now);

}  // namespace oakprobe::app
