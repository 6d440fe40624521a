#pragma once

#include "evidence/firewall_rule.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace oakprobe::wire {

inline constexpr std::size_t rules_trouble_bytes_max = 256;

// Reads the host's packet filter, with its counters, before packets are sent that it may drop. Only
// to an agent whose Welcome says that it reads rules, and which was armed for it (Arm::rules).
struct RulesOrder {
  std::vector<evidence::WatchedPacket> packets;  // watched_packets_max at most
  // The kernel is to trace these packets: a table of the agent's own does so, which is gone with
  // RulesRequest, and with the agent, however it ends.
  bool trace = false;

  friend bool operator==(const RulesOrder&, const RulesOrder&) = default;
};

// What was ordered is being watched.
struct RulesWatched {
  // Why nothing can be told, or nothing of a trace (no privilege, no such tool); empty: none.
  std::string trouble;

  friend bool operator==(const RulesWatched&, const RulesWatched&) = default;
};

// The packets were sent: which rules ended them?
struct RulesRequest {
  // How many of each packet were sent since RulesWatched, as far as who sent them knows; in the
  // order of RulesOrder::packets.
  std::vector<std::uint32_t> sent;

  friend bool operator==(const RulesRequest&, const RulesRequest&) = default;
};

struct Rules {
  std::vector<evidence::RuleFinding> findings;  // watched_packets_max at most
  std::string trouble;                          // as of RulesWatched

  friend bool operator==(const Rules&, const Rules&) = default;
};

}  // namespace oakprobe::wire
