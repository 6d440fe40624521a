#include "coordinator/app/agent_options.hpp"

#include "base/printable.hpp"
#include "inventory/agent_command.hpp"

#include <system_error>
#include <unistd.h>

#include <sys/utsname.h>

namespace oakprobe::app {
namespace {

namespace fs = std::filesystem;

OrFailure<void> log_in_everywhere(const std::string& user, inventory::Inventory& inventory) {
  for (inventory::Node& node : inventory.nodes) {
    if (node.agent.none || node.agent.local || inventory::log_in_as(user, node.agent)) continue;
    return wrong_input(
        "--user can't be given to " + in_quotes(node.name) +
        "'s agent.command, which is not ssh's: write the user into the command"
    );
  }
  return {};
}

// Without one sudo could not be put before the agent.
OrFailure<void> become_root_everywhere(inventory::Sudo sudo, inventory::Inventory& inventory) {
  for (inventory::Node& node : inventory.nodes) {
    // Whoever is root has no need of it here.
    if (node.agent.none || (node.agent.local && ::geteuid() == 0)) continue;
    node.agent.sudo = sudo;
    if (sudo == inventory::Sudo::none || node.agent.push ||
        inventory::agent_word(node.agent.command) < node.agent.command.size())
      continue;
    return wrong_input(
        "--sudo does not see where the agent begins in the agent.command of " +
        in_quotes(node.name) + ": end it with 'oakprobe-agent --stdio', or check with --push"
    );
  }
  return {};
}

}  // namespace

OrFailure<void> apply_agent_options(const AgentOptions& options, inventory::Inventory& inventory) {
  if (options.push)
    for (inventory::Node& node : inventory.nodes)
      node.agent.push = !node.agent.none && !node.agent.local;
  if (options.user) {
    const auto done = log_in_everywhere(*options.user, inventory);
    if (!done) return done;
  }
  if (options.sudo) return become_root_everywhere(*options.sudo, inventory);
  return {};
}

std::string local_agent(const fs::path& programs) {
  utsname system{};
  const std::string machine = ::uname(&system) == 0 ? system.machine : "";
  for (const fs::path& name :
       {fs::path("oakprobe-agent"), fs::path("agents") / ("oakprobe-agent-" + machine)}) {
    const std::string file = programs / name;
    if (::access(file.c_str(), X_OK) == 0) return file;
  }
  return "oakprobe-agent";
}

}  // namespace oakprobe::app
