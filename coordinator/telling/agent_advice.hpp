#pragma once

#include <array>
#include <string_view>

namespace oakprobe::telling {

// A usual reason why an agent does not start, and the next step (docs/delivery.md has the same).
struct AgentAdvice {
  std::array<std::string_view, 6> said;  // the command's words have one of them; empty: none
  // Without a full stop. What is in braces is filled in for the node (agent_remedy.cpp).
  std::string_view advice;
  // ssh did not get in. On a machine of its own no ssh is needed.
  bool of_ssh = false;
};

// The first that fits; null: none does.
[[nodiscard]] const AgentAdvice* find_agent_advice(std::string_view words);

}  // namespace oakprobe::telling
