#pragma once

#include "base/limits.hpp"
#include "coordinator/app/agent_options.hpp"
#include "coordinator/app/choose_plan.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "wire/messages.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace oakprobe::app {

// Of a check with more paths than this, a report lists only what is not as expected, unless it is
// said otherwise.
inline constexpr std::size_t paths_listed_max = 20'000;

// How somebody wants an inventory to be checked.
struct CheckRequest {
  std::string deployment;  // what reports call the inventory; empty: it has no name
  PlanChoice plan;
  AgentOptions agents;
  std::uint32_t attempts = attempts_default;
  std::chrono::milliseconds timeout{timeout_ms_default};      // of one attempt
  std::uint32_t rate = flows_per_second_fleet_default;        // new flows a second, the whole fleet
  std::uint32_t agents_at_once = agents_at_once_default;      // starting at a time
  wire::ListenPolicy listen = wire::ListenPolicy::automatic;  // `never` with `observe`
  bool observe = false;         // no stand-ins, and no question is put to live services
  bool brief = false;           // as CheckSettings has it
  bool trace_firewall = false;  // so
  diagnosis::FailOn fail_on;
  std::optional<diagnosis::PathList> paths;  // in the JSON report; nullopt: by how many there are
};

}  // namespace oakprobe::app
