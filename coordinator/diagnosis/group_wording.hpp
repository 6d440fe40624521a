#pragma once

#include "base/ip_address.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace oakprobe::diagnosis {

// What the paths of a group have in common besides status, cause and segments.
enum class GroupBy : std::uint8_t { target, source, router, agent };

struct Group {
  GroupBy by = GroupBy::target;
  std::optional<IpAddress> router;   // by router
  std::vector<NodeId> agents;        // by agent: the nodes whose agents failed alike
  std::size_t checked = 0;           // by target: all paths to that port, whatever their verdict
  std::vector<std::size_t> members;  // into FinishedCheck::paths, at least one
};

// The group in words. A single path keeps its own sentence and fix.
[[nodiscard]] CommonCause describe_group(const FinishedCheck& check, const Group& group);

}  // namespace oakprobe::diagnosis
