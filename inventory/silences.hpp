#pragma once

#include "base/ids.hpp"
#include "base/utc_time.hpp"
#include "inventory/inventory.hpp"

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace oakprobe::inventory {

// From its end on a silence mutes nothing.
[[nodiscard]] bool is_over(const Silence& silence, UtcSeconds now);

// Whether the inventory expects any path, optional flows too, that the silence is of.
[[nodiscard]] bool has_paths(const Inventory& inventory, const Silence& silence);

// An inventory's silences that are not over.
class Silences {
 public:
  Silences(const Inventory& inventory, UtcSeconds now);

  // Those that mute the path: all that one gives holds, and it gives something. Positions in
  // `inventory.audit.silence`, ascending.
  [[nodiscard]] std::vector<std::size_t> that_mute(const PathId& path) const;

  // What one gives; what it does not give is any.
  struct Ids {
    std::optional<FlowId> flow;
    std::optional<NodeId> source;
    std::optional<NodeId> target;
    std::optional<NodeId> node;  // at either end
  };

 private:
  std::vector<std::pair<std::size_t, Ids>> muting_;  // by position
};

}  // namespace oakprobe::inventory
