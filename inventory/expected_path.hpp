#pragma once

#include "base/ids.hpp"
#include "inventory/inventory.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::inventory {

// What one path dials, and what the target listens on behind it.
struct ExpectedPath {
  PathId id;
  const Address* address = &no_address;  // of the Inventory; never null
  std::uint16_t port = 0;
  // nullopt: the target's tuncfg.json decides (TunnelPort), else `port`.
  std::optional<std::uint16_t> listen;
  bool tls = false;
};

// Which of the expected paths a command asks for. Names must exist (parse with find_node first).
struct PathSelection {
  bool all_flows = false;        // optional flows too
  bool documented_only = false;  // only what Oakestra's firewall page lists
  std::vector<FlowId> flows;     // empty: all that the switches above select
  std::vector<NodeId> sources;   // empty: all
  std::vector<NodeId> targets;
  // Of what the rest selects, these paths alone; ascending. Those that nobody expects are passed
  // over.
  std::optional<std::vector<PathId>> only;

  friend bool operator==(const PathSelection&, const PathSelection&) = default;
};

// Calls visit for every selected path, in order of flow, source, target. Nothing is stored: a mesh
// of 10,000 nodes is 100 million paths. A flow named in `flows` is selected even if optional. A
// flow applies to a pair when both nodes' releases have it (since/until).
void for_each_path(
    const Inventory& inventory,
    const PathSelection& selection,
    const std::function<void(const ExpectedPath&)>& visit
);

// The path from one node to another; nullopt: the flow has none between the two. Options and the
// nodes that a command chooses do not matter here.
[[nodiscard]] std::optional<ExpectedPath> path_between(
    const Inventory& inventory, const PathId& path
);

// The selected nodes that can be an end of a flow's path, in ascending order.
struct FlowEnds {
  std::vector<NodeId> sources;
  std::vector<NodeId> targets;
};

[[nodiscard]] FlowEnds ends_of(
    const Inventory& inventory, const PathSelection& selection, FlowId flow
);

struct FlowCount {
  FlowId flow{};
  std::uint64_t paths = 0;

  friend bool operator==(const FlowCount&, const FlowCount&) = default;
};

// How many paths each selected flow has, without visiting them; flows without any are left out.
[[nodiscard]] std::vector<FlowCount> count_paths(
    const Inventory& inventory, const PathSelection& selection
);

}  // namespace oakprobe::inventory
