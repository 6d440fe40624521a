#include "coordinator/check/plan.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace oakprobe::check {
namespace {

constexpr std::size_t peers_max = 4'096;  // docs/wire-protocol.md, `arm`

// The address that a node's probes come from, as far as the inventory tells.
std::optional<IpAddress> source_address(
    const inventory::Node& node, const std::optional<wire::Facts>& facts
) {
  if (node.bind) return parse_ip_address(*node.bind);
  const auto address = node_address(node, facts);
  return address ? parse_ip_address(*address) : std::nullopt;
}

void add_flow(wire::ArmPort& port, FlowId id, const inventory::Flow& flow) {
  const bool is_new = port.flows.empty();
  if (std::ranges::find(port.flows, id) == port.flows.end()) port.flows.push_back(id);
  // Only a flow that must be open wants somebody there; one stand-in then serves all.
  const bool wants_stand_in = flow.expect == inventory::Expect::open;
  port.stand_in = wants_stand_in || (!is_new && port.stand_in);
  if (port.component.empty()) port.component = flow.component;
}

}  // namespace

std::vector<wire::Arm> arm_orders(
    const inventory::Inventory& inventory,
    std::span<const DialledPath> paths,
    std::span<const NodeId> further_sources,
    const FactsByNode& facts,
    const wire::RunKey& key,
    wire::ListenPolicy policy
) {
  const std::size_t nodes = inventory.nodes.size();
  std::vector<std::map<ListenPort, wire::ArmPort>> ports(nodes);
  std::vector<std::set<IpAddress>> peers(nodes);
  std::vector<std::optional<IpAddress>> sources(nodes);
  for (std::size_t node = 0; node < nodes; ++node)
    sources[node] = source_address(inventory.nodes[node], facts[node]);

  for (const DialledPath& path : paths) {
    const PathId& id = path.expected.id;
    wire::ArmPort& port = ports[index_of(id.target)][path.listen];
    port.port = path.listen;
    add_flow(port, id.flow, inventory.flow(id.flow));
    std::set<IpAddress>& known = peers[index_of(id.target)];
    const auto& source = sources[index_of(id.source)];
    if (source && known.size() < peers_max) known.insert(*source);
  }

  for (const NodeId source : further_sources)
    for (std::set<IpAddress>& known : peers)
      if (sources[index_of(source)] && !known.empty() && known.size() < peers_max)
        known.insert(*sources[index_of(source)]);

  std::vector<wire::Arm> orders(nodes);
  for (std::size_t node = 0; node < nodes; ++node) {
    wire::Arm& order = orders[node];
    order.key = key;
    order.policy = policy;
    if (inventory.nodes[node].bind) order.bind = parse_ip_address(*inventory.nodes[node].bind);
    for (auto& [listen, port] : ports[node]) {
      if (order.ports.size() == wire::arm_ports_max) break;  // nobody looks at the rest
      order.ports.push_back(std::move(port));
    }
    order.peers.assign(peers[node].begin(), peers[node].end());
  }
  return orders;
}

}  // namespace oakprobe::check
