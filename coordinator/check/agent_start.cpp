#include "coordinator/check/agent_start.hpp"

#include "coordinator/fleet/last_words.hpp"
#include "inventory/agent_command.hpp"

namespace oakprobe::check {
namespace {

std::vector<std::string> command_of(
    inventory::AgentSpec agent, const CheckSettings& settings, std::string_view prompt
) {
  if (agent.push) return inventory::shell_command(agent);
  if (agent.local) agent.command.front() = settings.local_agent;
  return inventory::installed_command(agent, prompt);
}

std::string key_of(const inventory::AgentSpec& agent, const CheckSettings& settings) {
  std::string key = agent.push ? "sent" : "installed";
  key += agent.keep ? ", kept, sudo " : ", sudo ";
  key += std::to_string(static_cast<unsigned>(agent.sudo));
  for (const std::string& word : command_of(agent, settings, "")) key += '\n' + word;
  return key;
}

}  // namespace

std::map<std::string, std::string> agent_keys(
    const inventory::Inventory& inventory, const CheckSettings& settings
) {
  std::map<std::string, std::string> keys;
  for (const inventory::Node& node : inventory.nodes)
    if (!node.agent.none) keys.emplace(node.name, key_of(node.agent, settings));
  return keys;
}

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
  }
  start.command = command_of(agent, settings, start.sudo_prompt);
  start.key = key_of(agent, settings);
  return start;
}

wire::Hello hello_to(const inventory::Node& node, std::size_t number, std::uint64_t run) {
  wire::Hello hello;
  hello.oakprobe = OAKPROBE_VERSION;
  hello.run = run;
  hello.node = NodeId{static_cast<std::uint32_t>(number)};
  hello.name = node.name;
  return hello;
}

}  // namespace oakprobe::check
