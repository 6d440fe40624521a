#pragma once

#include "evidence/firewall_rule.hpp"

#include <string>
#include <vector>

namespace oakprobe::wire {

// Reads the host's packet filter, with its counters, before packets are sent that it may drop.
struct RulesOrder {
  std::vector<evidence::WatchedPacket> packets;  // watched_packets_max at most
  // The kernel is to trace these packets: a table of the agent's own does so, which is gone with
  // RulesRequest, and with the agent, however it ends.
  bool trace = false;

  friend bool operator==(const RulesOrder&, const RulesOrder&) = default;
};

// What was ordered is being watched.
struct RulesWatched {
  std::string trouble;  // why nothing can be told (no privilege, no such tool); empty: none

  friend bool operator==(const RulesWatched&, const RulesWatched&) = default;
};

// The packets were sent: which rules ended them?
struct RulesRequest {
  friend bool operator==(const RulesRequest&, const RulesRequest&) = default;
};

struct Rules {
  std::vector<evidence::RuleFinding> findings;  // watched_packets_max at most
  std::string trouble;                          // as of RulesWatched

  friend bool operator==(const Rules&, const Rules&) = default;
};

}  // namespace oakprobe::wire
