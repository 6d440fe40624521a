#include "coordinator/app/clear_to_send.hpp"

#include "coordinator/app/push_announcement.hpp"

#include <string>

namespace oakprobe::app {

OrFailure<Secret> clear_to_send(
    const PreparedCheck& prepared, fleet::AgentBinaries& agents, CheckObserver& observer
) {
  const auto& [inventory, selection, request, chosen] = prepared;
  if (!chosen.warning.empty()) observer.warn(chosen.warning);
  auto password =
      ask_sudo_password(inventory, selection, chosen.plan, [&](const std::string& nodes) {
        return observer.sudo_password(nodes);
      });
  if (!password) return password;
  auto ready = can_keep_rotation(chosen);
  if (ready) ready = observer.before_sending();
  if (!ready) return ready.error();
  const auto push = announce_push(inventory, selection, chosen.plan, agents);
  if (push) observer.push_announced(*push);
  return password;
}

}  // namespace oakprobe::app
