#pragma once

#include "coordinator/app/failure.hpp"
#include "coordinator/audit/condition.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"

#include <span>
#include <string>
#include <vector>

namespace oakprobe::app {

// Which of an inventory's paths somebody asks for, by names: lists and ranges as a person types
// them.
struct NamedSelection {
  bool all_flows = false;
  bool documented_only = false;
  std::vector<std::string> flows;
  std::vector<std::string> sources;
  std::vector<std::string> targets;

  friend bool operator==(const NamedSelection&, const NamedSelection&) = default;
};

// Looks the names up, lists and ranges spelled out. Every unknown one is told, with what may have
// been meant.
[[nodiscard]] OrFailure<inventory::PathSelection> resolve_selection(
    const NamedSelection& named, const inventory::Inventory& inventory
);

// These paths alone of what is selected, optional flows, too: what an earlier check found wrong,
// for example. Paths that the inventory does not have any more are passed over; if it has none of
// them, that is a wrong input.
[[nodiscard]] OrFailure<inventory::PathSelection> select_only(
    std::span<const audit::PathName> paths,
    inventory::PathSelection selection,
    const inventory::Inventory& inventory
);

}  // namespace oakprobe::app
