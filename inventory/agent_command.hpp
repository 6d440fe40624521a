#pragma once

#include "inventory/inventory.hpp"

#include <string>
#include <string_view>
#include <vector>

// What is started for an agent that is not simply there. A command has two parts: the transport
// ("ssh -T host"), and behind it the words that run on the node: oakprobe-agent and its options.
namespace oakprobe::inventory {

// "ssh" of "/usr/bin/ssh".
[[nodiscard]] std::string_view program_of(std::string_view word);

// Where the node's words begin; command.size(): it does not name oakprobe-agent.
[[nodiscard]] std::size_t agent_word(const std::vector<std::string>& command);

// Of `agent: local`. Its first word stands for the program that lies beside oakprobe.
[[nodiscard]] std::vector<std::string> local_agent_command();

// Has ssh log in as that user, where the command is ssh's and names none. False: it is not ssh's.
[[nodiscard]] bool log_in_as(const std::string& user, AgentSpec& agent);

// A shell on the node: the transport, and /bin/sh, which reads its script from standard input.
// One word that no login shell takes for anything else.
[[nodiscard]] std::vector<std::string> shell_command(const AgentSpec& agent);

// The agent that is installed there, as its sudo wants it. `prompt` is what sudo asks for the
// password with: one word without a meaning to any shell.
[[nodiscard]] std::vector<std::string> installed_command(
    const AgentSpec& agent, std::string_view prompt
);

}  // namespace oakprobe::inventory
