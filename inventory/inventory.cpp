#include "inventory/inventory.hpp"

#include "inventory/catalogue/catalogue.hpp"
#include "inventory/release.hpp"

#include <algorithm>

namespace oakprobe::inventory {

namespace {

// The oldest one that may run there.
std::string oldest_release(const Node& node) {
  if (node.release_origin != ReleaseOrigin::assumed) return node.release;
  std::string alpha = std::string(alpha_prefix) + node.release;
  const bool known = std::ranges::find(catalogue().releases, alpha) != catalogue().releases.end();
  return known ? alpha : node.release;
}

}  // namespace

const Flow& Inventory::flow(FlowId id, NodeId target) const {
  const Flow& described = flow(id);
  const bool behind = node(target).gateway && !described.behind_gateway.empty();
  if (behind) return described.behind_gateway.front();
  return as_of(described, node(target).release, catalogue().releases);
}

bool Inventory::needs_source(const PathId& path) const {
  const Flow& described = flow(path.flow);
  if (node(path.target).gateway && described.gateway) return false;
  if (described.earlier.empty()) return described.source_preserved;
  const auto& known = catalogue().releases;
  const auto as_by = [&](NodeId end) {
    return as_of(described, oldest_release(node(end)), known).source_preserved;
  };
  return as_by(path.source) || as_by(path.target);
}

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

const Address& tunnel_address(const Node& node) {
  return node.tunnel.address ? *node.tunnel.address : node.address;
}

bool matches(const Selector& selector, const Node& node) {
  if (selector.role && !node.roles.has(*selector.role)) return false;
  if (selector.cluster && *selector.cluster != node.cluster) return false;
  if (selector.name && *selector.name != node.name) return false;
  return !selector.tag || std::ranges::find(node.tags, *selector.tag) != node.tags.end();
}

}  // namespace oakprobe::inventory
