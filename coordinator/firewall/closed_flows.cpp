#include "coordinator/firewall/closed_flows.hpp"

#include "coordinator/firewall/seen_port.hpp"
#include "inventory/path_rules.hpp"

#include <algorithm>
#include <utility>

namespace oakprobe::firewall {

using inventory::Flow;

ClosedFlows::ClosedFlows(const inventory::Inventory& inventory) : inventory_(inventory) {
  for (const Flow& flow : inventory.flows) {
    if (flow.expect != inventory::Expect::closed) continue;
    ClosedFlow one{&flow, {}};
    for (std::size_t at = 0; at < inventory.nodes.size(); ++at)
      if (can_be_source(flow, inventory.nodes[at])) one.sources.push_back(static_cast<NodeId>(at));
    if (!one.sources.empty()) flows_.push_back(std::move(one));
  }
}

std::vector<const Flow*> ClosedFlows::keep_out(
    std::vector<NodeId>& sources, NodeId target, ListenPort port
) const {
  const inventory::Node& node = inventory_.node(target);
  std::vector<const Flow*> took;
  for (const auto& [flow, forbidden] : flows_) {
    if (flow->protocol != port.protocol || !can_be_target(*flow, node)) continue;
    if (heard_at(plain_endpoint(*flow, node)) != port.port) continue;
    const std::size_t before = sources.size();
    for (const NodeId id : forbidden) {
      if (id == target || !in_scope(*flow, inventory_.node(id), node)) continue;
      const auto found = std::ranges::lower_bound(sources, id);
      if (found != sources.end() && *found == id) sources.erase(found);
    }
    if (sources.size() != before) took.push_back(flow);
  }
  return took;
}

}  // namespace oakprobe::firewall
