#include "inventory/inventory.hpp"

#include <algorithm>

namespace oakprobe::inventory {

std::optional<NodeId> Inventory::find_node(std::string_view name) const {
  const auto found = std::ranges::find(nodes, name, &Node::name);
  if (found == nodes.end()) return std::nullopt;
  return static_cast<NodeId>(found - nodes.begin());
}

std::optional<FlowId> Inventory::find_flow(std::string_view id) const {
  const auto found = std::ranges::find(flows, id, &Flow::id);
  if (found == flows.end()) return std::nullopt;
  return static_cast<FlowId>(found - flows.begin());
}

bool matches(const Selector& selector, const Node& node) {
  if (selector.role && !node.roles.has(*selector.role)) return false;
  if (selector.cluster && *selector.cluster != node.cluster) return false;
  if (selector.name && *selector.name != node.name) return false;
  return !selector.tag || std::ranges::find(node.tags, *selector.tag) != node.tags.end();
}

}  // namespace oakprobe::inventory
