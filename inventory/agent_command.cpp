#include "inventory/agent_command.hpp"

#include <algorithm>
#include <iterator>

namespace oakprobe::inventory {
namespace {

bool names_agent(std::string_view word) { return program_of(word) == "oakprobe-agent"; }

}  // namespace

std::string_view program_of(std::string_view word) { return word.substr(word.rfind('/') + 1); }

std::size_t agent_word(const std::vector<std::string>& command) {
  const auto last = std::find_if(command.rbegin(), command.rend(), names_agent);
  if (last == command.rend()) return command.size();
  return static_cast<std::size_t>(command.rend() - last) - 1;
}

std::vector<std::string> local_agent_command() { return {"oakprobe-agent", "--stdio"}; }

bool log_in_as(const std::string& user, AgentSpec& agent) {
  std::vector<std::string>& words = agent.command;
  if (words.empty() || program_of(words.front()) != "ssh") return false;
  const auto end = words.begin() + static_cast<std::ptrdiff_t>(agent_word(words));
  const bool by_option = std::any_of(words.begin() + 1, end, [](const std::string& word) {
    return word.starts_with("-l") || word.starts_with("User=") || word.starts_with("-oUser=");
  });
  // The destination comes last; a jump host (-J me@gate) has its own user.
  const bool named = by_option || std::prev(end)->find('@') != std::string::npos;
  if (!named) words.insert(words.begin() + 1, {"-l", user});
  return true;
}

std::vector<std::string> shell_command(const AgentSpec& agent) {
  std::vector<std::string> command = agent.command;
  command.resize(agent_word(command));
  command.emplace_back("/bin/sh");
  return command;
}

std::vector<std::string> installed_command(const AgentSpec& agent, std::string_view prompt) {
  std::vector<std::string> words;
  if (agent.sudo == Sudo::nopasswd) words = {"sudo", "-n", "--"};
  if (agent.sudo == Sudo::ask) words = {"sudo", "-S", "-p", std::string(prompt), "--"};
  std::vector<std::string> command = agent.command;
  const auto at = command.begin() + static_cast<std::ptrdiff_t>(agent_word(command));
  command.insert(at, words.begin(), words.end());
  return command;
}

}  // namespace oakprobe::inventory
