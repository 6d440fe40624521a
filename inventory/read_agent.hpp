#pragma once

#include "inventory/inventory.hpp"
#include "inventory/ranged_text.hpp"

#include <optional>
#include <string>
#include <vector>

namespace oakprobe::inventory {

// Of one node's command, placeholders filled in; the kernel takes 128 KiB a word.
inline constexpr std::size_t command_bytes_max = 16'384;

// An agent as written: its placeholders are not filled in yet.
struct AgentText {
  bool none = false;
  bool local = false;
  std::vector<std::string> command;
  const YamlNode* command_at = nullptr;  // null: the built-in command
  std::optional<std::string> host;
  const YamlNode* host_at = nullptr;
  bool push = false;
  bool keep = false;
  Sudo sudo = Sudo::none;
  const YamlNode* sudo_at = nullptr;
};

// ssh -T -o BatchMode=yes {host} oakprobe-agent --stdio
[[nodiscard]] std::vector<std::string> built_in_agent_command();

[[nodiscard]] AgentText read_agent(
    const YamlNode& node, const RangedText& texts, Diagnostics& diagnostics
);

// Puts {name}, {address} and {host} in. What can't be dialled or named so is told.
[[nodiscard]] AgentSpec fill_in(const AgentText& text, const Node& node, Diagnostics& diagnostics);

}  // namespace oakprobe::inventory
