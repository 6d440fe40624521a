#pragma once

#include "coordinator/app/failure.hpp"
#include "coordinator/timeline/outline.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"

#include <optional>
#include <string>

namespace oakprobe::app {

// Which earlier check is meant: a report file, or the last one of an inventory in a history.
struct EarlierCheck {
  std::optional<std::string> report;   // nullopt: the last one
  std::optional<std::string> history;  // nullopt: the user's own
  std::string inventory;               // the file whose runs are meant
};

// The paths that it did not find as expected, and nothing else of it. If there are none and it
// failed by what it found on machines, that is a wrong input: probing paths again can't mend it.
[[nodiscard]] OrFailure<timeline::Outline> find_earlier_troubles(const EarlierCheck& earlier);

// Them alone, of what is selected. All that are left of them must be in the inventory's flows; if
// it has none of them, that is a wrong input.
[[nodiscard]] OrFailure<inventory::PathSelection> select_troubled(
    const timeline::Outline& troubles,
    inventory::PathSelection selection,
    const inventory::Inventory& inventory
);

}  // namespace oakprobe::app
