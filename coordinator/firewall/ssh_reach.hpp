#pragma once

#include "inventory/inventory.hpp"

#include <cstdint>
#include <vector>

namespace oakprobe::firewall {

// How ssh gets to a node, as far as its agent's command tells.
struct SshReach {
  // Of every ssh in it: "ssh gate ssh -p 2022 w1 …" gets to the gate first, and which of them is
  // the node's is not told.
  std::vector<std::uint16_t> ports;
  bool by_another_host = false;  // whose address is the one that the node sees
};

[[nodiscard]] SshReach ssh_reach(const inventory::AgentSpec& agent);

}  // namespace oakprobe::firewall
