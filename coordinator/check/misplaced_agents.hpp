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

// By what it told of its host itself: that has boot id and network of another node's agent, the
// address of that node and not its own. Before anything was probed only
// those that would listen on the same ports as the other; afterwards also those to whom nothing
// came, and whose address refused it: another machine is there. (Where all is silent, the address
// may be a router's that leads there, and a firewall the reason.)
[[nodiscard]] std::vector<MisplacedAgent> misplaced_agents(
    const diagnosis::FinishedCheck& check, bool probed
);

}  // namespace oakprobe::check
