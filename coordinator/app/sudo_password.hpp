#pragma once

#include "coordinator/app/failure.hpp"
#include "coordinator/fleet/sudo_password.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"
#include "plans/path_plan.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace oakprobe::app {

using Secret = std::shared_ptr<fleet::SudoPassword>;

// Gives the password that sudo wants on these nodes, "w1, w2 and 5 more nodes"; or says why not.
using AskPassword = std::function<OrFailure<std::string>(const std::string& nodes)>;

// Asks for the password that sudo wants on the nodes that the plan needs, if one wants it; a null
// secret: none does. An empty one is a wrong input. From then on no core of this process is
// written, and other processes of its user can't look into it.
[[nodiscard]] OrFailure<Secret> ask_sudo_password(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const plans::PathPlan& plan,
    const AskPassword& ask
);
// The same of these nodes, by NodeId.
[[nodiscard]] OrFailure<Secret> ask_sudo_password(
    const inventory::Inventory& inventory, const std::vector<bool>& needed, const AskPassword& ask
);

}  // namespace oakprobe::app
