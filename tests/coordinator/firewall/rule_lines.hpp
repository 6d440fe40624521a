#pragma once

#include "base/listing.hpp"
#include "coordinator/firewall/needed_rules.hpp"
#include "tests/inventory/inventories.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::firewall {

inline constexpr std::string_view deployment = R"(version: 1
nodes:
  - {name: root, address: 192.0.2.1, roles: [root]}
  - {name: a, address: 192.0.2.2, roles: [cluster], cluster: a}
  - {name: b, address: 192.0.2.3, roles: [cluster], cluster: b}
  - {name: wa1, address: 192.0.2.4, roles: [worker], cluster: a, tags: [home]}
  - {name: wa2, address: 192.0.2.5, roles: [worker], cluster: a}
  - {name: wb, address: 192.0.2.6, roles: [worker], cluster: b}
  - {name: office, address: 203.0.113.5, roles: [client]}
)";

inline std::string text_of(
    const inventory::Inventory& inventory, const NeededRules& needed, const Rule& rule
) {
  return std::string(to_string(rule.protocol)) + " " + std::to_string(rule.port) + " " +
         needed.peers[rule.peers].name + " " + flow_names(inventory, rule) +
         (rule.via == inventory::Via::docker ? " docker" : "") + (rule.ipv6 ? "" : " ipv4") +
         (rule.from_itself ? " itself" : "");
}

// "tcp 10000 clients client-api docker" of each rule but for ssh's.
inline std::vector<std::string> rules(
    std::string_view text, std::string_view node, const inventory::PathSelection& selection = {}
) {
  const inventory::Inventory inventory = inventory::parse(text);
  const NeededRules needed = needed_rules(inventory, selection);
  std::vector<std::string> lines;
  for (const NodeRules& one : needed.nodes) {
    if (inventory.node(one.node).name != node) continue;
    for (const Rule& rule : one.accept)
      if (!rule.flows.empty()) lines.push_back(text_of(inventory, needed, rule));
  }
  return lines;
}

// "workers: 192.0.2.4/32 …" of the set.
inline std::string set_of(const NeededRules& needed, std::string_view name) {
  for (const PeerSet& set : needed.peers)
    if (set.name == name)
      return join(set.ipv4, " ", &IpPrefix::to_string) + "|" +
             join(set.ipv6, " ", &IpPrefix::to_string);
  return "none";
}

}  // namespace oakprobe::firewall
