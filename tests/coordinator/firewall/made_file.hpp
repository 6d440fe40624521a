#pragma once

#include "coordinator/firewall/format.hpp"
#include "tests/inventory/inventories.hpp"

#include <string>
#include <string_view>

namespace oakprobe::firewall {

inline constexpr std::string_view small_deployment = R"(version: 1
nodes:
  - {name: root, address: 192.0.2.1, roles: [root], bind: "2001:db8::1"}
  - {name: a, address: 192.0.2.2, roles: [cluster], cluster: a}
  - {name: w1, address: 192.0.2.4, roles: [worker], cluster: a}
  - {name: w2, address: 10.9.0.4, roles: [worker], cluster: a,
     tunnel: {address: 198.51.100.7, port: 50200, listen: 50103}}
  - {name: office, address: 203.0.113.5, roles: [client]}
)";

// One node's.
inline std::string file(
    std::string_view text, Format format, std::string_view name, const SshKept& ssh = {}
) {
  const inventory::Inventory inventory = inventory::parse(text);
  const NeededRules needed = needed_rules(inventory, {}, ssh);
  for (const NodeRules& rules : needed.nodes)
    if (inventory.node(rules.node).name == name)
      return card_of(format).of_node(NodeView{inventory, needed, rules});
  ADD_FAILURE() << "no rules of " << name;
  return "";
}

// That of all nodes, or of one of them.
inline std::string file_of_all(std::string_view text, Format format, std::string_view only = "") {
  const inventory::Inventory inventory = inventory::parse(text);
  inventory::PathSelection selection;
  for (std::size_t at = 0; at < inventory.nodes.size(); ++at)
    if (inventory.nodes[at].name == only) selection.targets.push_back(static_cast<NodeId>(at));
  return card_of(format).of_all(inventory, needed_rules(inventory, selection));
}

}  // namespace oakprobe::firewall
