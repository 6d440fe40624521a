#pragma once

#include "base/ip_address.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace oakprobe::diagnosis {

// What the paths of a group have in common besides status, cause and segments.
enum class GroupBy : std::uint8_t {
  target,  // and its port
  source,
  router,      // that refused them
  agent,       // that failed
  host,        // at whose address nobody is, whichever port is dialled
  mtu,         // the largest packet that passes
  instrument,  // what kept the agents from looking
};

inline constexpr std::size_t group_names_max = 4;

struct Group {
  GroupBy by = GroupBy::target;
  std::optional<IpAddress> router;   // by router
  std::vector<NodeId> agents;        // by agent: the nodes whose agents failed alike
  std::size_t checked = 0;           // by target: all paths to that port, whatever their verdict
  std::vector<std::size_t> members;  // into FinishedCheck::paths, at least one
  // By host: so many of them, at the end, are of its agent, that is not there. At least one is not.
  std::size_t unjudged = 0;
};

// The group in words. A single path keeps its own sentence and fix.
// Of agents that failed alike so many are named.
[[nodiscard]] CommonCause describe_group(const FinishedCheck& check, const Group& group);

}  // namespace oakprobe::diagnosis
