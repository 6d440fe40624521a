#pragma once

#include "coordinator/app/check_observer.hpp"
#include "coordinator/app/failure.hpp"
#include "coordinator/app/prepare_check.hpp"
#include "coordinator/app/sudo_password.hpp"
#include "coordinator/fleet/agent_binaries.hpp"

namespace oakprobe::app {

// Asks and tells all that is to be asked and told before a check sends anything. The password that
// sudo wants; null: none does.
[[nodiscard]] OrFailure<Secret> clear_to_send(
    const PreparedCheck& prepared, fleet::AgentBinaries& agents, CheckObserver& observer
);

}  // namespace oakprobe::app
