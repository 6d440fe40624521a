#include "coordinator/check/agent_start.hpp"

#include "coordinator/fleet/last_words.hpp"
#include "inventory/agent_command.hpp"

namespace oakprobe::check {
namespace {

std::string key_of(const inventory::AgentSpec& agent, const std::vector<std::string>& command) {
  std::string key = agent.push ? "sent" : "installed";
  key += agent.keep ? ", kept, sudo " : ", sudo ";
  key += std::to_string(static_cast<unsigned>(agent.sudo));
  for (const std::string& word : command) key += '\n' + word;
  return key;
}

}  // namespace

fleet::AgentStart agent_start(
    const inventory::Node& node,
    std::size_t number,
    const std::string& run,
    const CheckSettings& settings
) {
  const inventory::AgentSpec& agent = node.agent;
  fleet::AgentStart start;
  start.sudo = agent.sudo != inventory::Sudo::none;
  start.local = agent.local;
  if (settings.agent_hook)
    start.tell = [hook = settings.agent_hook, number](const fleet::LinkEvent& event) {
      hook(number, event);
    };
  start.sudo_prompt = std::string(fleet::sudo_prompt_begin) + run + ":";
  if (agent.sudo == inventory::Sudo::ask) start.sudo_password = settings.sudo_password;
  if (agent.push) {
    start.push = settings.agents;
    start.keep = agent.keep;
    start.node = number;
    start.directory = "oakprobe-" + run + "-" + std::to_string(number);
    start.command = inventory::shell_command(agent);
    start.key = key_of(agent, start.command);
  } else {
    inventory::AgentSpec installed = agent;
    if (agent.local) installed.command.front() = settings.local_agent;
    start.command = inventory::installed_command(installed, start.sudo_prompt);
    start.key = key_of(agent, inventory::installed_command(installed, ""));
  }
  return start;
}

}  // namespace oakprobe::check
