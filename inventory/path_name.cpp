#include "inventory/path_name.hpp"

#include "inventory/expected_path.hpp"

#include <cstdint>

namespace oakprobe::inventory {

NameTable::NameTable(const Inventory& inventory) : inventory_(inventory) {
  for (std::uint32_t at = 0; at < inventory.nodes.size(); ++at)
    nodes_.emplace(inventory.nodes[at].name, NodeId{at});
  for (std::size_t at = 0; at < inventory.flows.size(); ++at)
    flows_.emplace(inventory.flows[at].id, static_cast<FlowId>(at));
}

std::optional<PathId> NameTable::find(const PathName& name) const {
  const auto flow = flows_.find(name.flow);
  const auto source = nodes_.find(name.source);
  const auto target = nodes_.find(name.target);
  const bool known = flow != flows_.end() && source != nodes_.end() && target != nodes_.end();
  if (!known) return std::nullopt;
  const PathId id{flow->second, source->second, target->second};
  return path_between(inventory_, id) ? std::optional(id) : std::nullopt;
}

PathName names_of(const Inventory& inventory, const PathId& id) {
  return {
      inventory.flow(id.flow).id,
      inventory.node(id.source).name,
      inventory.node(id.target).name,
  };
}

}  // namespace oakprobe::inventory
