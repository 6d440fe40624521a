#pragma once

#include "coordinator/fleet/agent_link.hpp"
#include "wire/messages.hpp"

#include <cstddef>
#include <cstdint>

namespace oakprobe::check {

// What a check knows of one node's agent, beside what that tells of its node.
struct NodeRun {
  fleet::AgentLink* link = nullptr;  // borrowed; null: needs no agent, or has none
  bool taps_allowed = false;
  bool armed = false;
  std::uint8_t probed = 0;  // as ProbedRounds (finish_check.hpp)
  std::size_t paths = 0;    // of which it is the source or the target
  wire::LookOrder look_order;
  wire::RulesOrder rules_order;  // empty: nothing is to be watched
};

}  // namespace oakprobe::check
