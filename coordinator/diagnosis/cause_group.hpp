#pragma once

#include "base/ip_address.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace oakprobe::diagnosis {

struct Group {
  GroupBy by = GroupBy::target;
  std::optional<IpAddress> router;   // by router
  std::vector<NodeId> agents;        // by agent: the nodes whose agents failed alike
  std::size_t checked = 0;           // by target: all paths to that port, whatever their verdict
  std::vector<std::size_t> members;  // into FinishedCheck::paths, at least one
  // By host: so many of them, at the end, are of its agent, that is not there. At least one is not.
  std::size_t unjudged = 0;
};

[[nodiscard]] CommonCause common_cause_of(const FinishedCheck& check, const Group& group);

}  // namespace oakprobe::diagnosis
