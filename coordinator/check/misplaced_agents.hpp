#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <string>
#include <vector>

namespace oakprobe::check {

// An agent that runs on another node's machine: two names of ssh lead to one.
struct MisplacedAgent {
  NodeId node{};
  std::string words;  // why, as an agent's last words are told
};

// By what the agents told of their hosts: it shares boot id and network with another node's agent,
// and that machine has the other node's address and not its own. Before anything was probed only
// those that would listen on the same ports as the other; afterwards also those to whom nothing
// came (an address may be a router's that leads there).
[[nodiscard]] std::vector<MisplacedAgent> misplaced_agents(
    const diagnosis::FinishedCheck& check, bool probed
);

}  // namespace oakprobe::check
