#pragma once

#include "base/ip_address.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace oakprobe::diagnosis {

struct Group {
  GroupBy by = GroupBy::target;
  std::vector<NodeId> agents;        // by agent: the nodes whose agents failed alike
  CauseScope scope;                  // by target, source or scope
  std::size_t of = 0;                // all paths of the scope, whatever their verdict; 0: no scope
  std::vector<std::size_t> members;  // into FinishedCheck::paths, at least one
  // By host: so many of them, at the end, are of its agent, that is not there. At least one is not.
  std::size_t unjudged = 0;
};

[[nodiscard]] CommonCause common_cause_of(const FinishedCheck& check, const Group& group);

}  // namespace oakprobe::diagnosis
