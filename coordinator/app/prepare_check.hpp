#pragma once

#include "coordinator/app/check_request.hpp"
#include "coordinator/app/failure.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"

namespace oakprobe::app {

// A check that can be made. The inventory has the request's agent options in it; a rotation's state
// is locked for as long as this lives.
struct PreparedCheck {
  inventory::Inventory inventory;
  inventory::PathSelection selection;
  CheckRequest request;
  ChosenPlan chosen;
};

// Nothing is started or sent. Every failure is a wrong input: nothing is selected, the rotation's
// state can't be read, or an agent can't be started as the options want it.
[[nodiscard]] OrFailure<PreparedCheck> prepare_check(
    inventory::Inventory inventory, inventory::PathSelection selection, CheckRequest request
);

}  // namespace oakprobe::app
