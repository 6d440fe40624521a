#include "coordinator/check/arm_plan.hpp"

#include <algorithm>
#include <utility>

namespace oakprobe::check {
namespace {

void add_flow(wire::ArmPort& port, FlowId id, const inventory::Flow& flow) {
  const bool is_new = port.flows.empty();
  if (std::ranges::find(port.flows, id) == port.flows.end()) port.flows.push_back(id);
  // Only a flow that must be open wants somebody there; one stand-in then serves all.
  const bool wants_stand_in = flow.expect == inventory::Expect::open;
  port.stand_in = wants_stand_in || (!is_new && port.stand_in);
  if (port.component.empty()) port.component = flow.component;
}

}  // namespace

std::optional<IpAddress> source_address(const inventory::Node& node, const evidence::Facts& facts) {
  if (node.bind) return node.bind;
  const auto address = node_address(node, facts);
  return address ? address->ip() : std::nullopt;
}

ArmPlan::ArmPlan(
    const diagnosis::FinishedCheck& check,
    std::span<const NodeId> further_sources,
    std::vector<std::optional<IpAddress>> sources,
    const wire::ProbeKey& secret,
    wire::ListenPolicy policy
)
    : check_(check),
      further_sources_(further_sources.begin(), further_sources.end()),
      secret_(secret),
      policy_(policy),
      by_target_(check.paths, check.nodes.size()),
      ports_(check.nodes.size()),
      sources_(std::move(sources)) {
  check.paths.for_each_end([&](FlowId flow, NodeId target, const diagnosis::PathEnd& end) {
    const inventory::Flow& described = check.inventory.flow(flow, target);
    const ListenPort listen{described.protocol, end.listen_port};
    wire::ArmPort& port = ports_[index_of(target)][listen];
    port.port = listen;
    add_flow(port, flow, described);
  });
}

std::vector<wire::ArmPeer> ArmPlan::peers(NodeId node) const {
  std::vector<NodeId> nodes;
  const auto paths = by_target_.to(node);
  for (const std::uint32_t position : paths) nodes.push_back(check_.paths.id_at(position).source);
  if (!paths.empty()) nodes.insert(nodes.end(), further_sources_.begin(), further_sources_.end());
  std::ranges::sort(nodes);
  const auto repeated = std::unique(nodes.begin(), nodes.end());
  nodes.erase(repeated, nodes.end());
  std::vector<wire::ArmPeer> peers;
  for (const NodeId one : nodes) {
    if (peers.size() == wire::arm_peers_max) break;
    if (const auto& address = sources_[index_of(one)]) peers.push_back({one, *address});
  }
  return peers;
}

wire::Arm ArmPlan::order(NodeId node) const {
  wire::Arm order;
  order.key = wire::derive_key(secret_, node);
  order.policy = policy_;
  order.bind = check_.inventory.node(node).bind;
  for (const auto& [listen, port] : ports_[index_of(node)]) {
    if (order.ports.size() == wire::arm_ports_max) break;  // nobody looks at the rest
    order.ports.push_back(port);
  }
  order.peers = peers(node);
  return order;
}

}  // namespace oakprobe::check
