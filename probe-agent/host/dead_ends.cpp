#include "probe-agent/host/dead_ends.hpp"

#include "net/device_table.hpp"
#include "wire/messages.hpp"

namespace oakprobe::agent {

void tell_dead_ends(
    const std::set<IpAddress>& addresses, net::NextHops& hops, wire::NodeEvidence& evidence
) {
  for (const IpAddress& address : addresses) {
    if (evidence.dead_hops.size() == wire::dead_hops_max) break;
    if (!hops.may_tell_of(address)) continue;
    const auto hop = hops.to(address);
    if (!hop) continue;
    const bool silent = hop->neighbour == net::NeighbourState::asking ||
                        hop->neighbour == net::NeighbourState::unanswered;
    if (!hop->link_up || silent)
      evidence.dead_hops.push_back({address, hop->address, hop->device, hop->link_up});
    const bool has_room = evidence.link_neighbours.size() < wire::link_neighbours_max;
    if (hop->link_address && hop->address == address && has_room)
      evidence.link_neighbours.push_back({address, *hop->link_address});
  }
  evidence.link_addresses = net::read_device_table().link_addresses();
  if (evidence.link_addresses.size() > wire::link_addresses_max)
    evidence.link_addresses.clear();  // a part of them would tell nothing
}

void tell_policy_routed(
    const net::PolicyRoutes& policy,
    const std::set<IpAddress>& addresses,
    net::NextHops& hops,
    wire::NodeEvidence& evidence
) {
  for (const IpAddress& address : addresses) {
    if (evidence.policy_routed.size() == wire::policy_routed_max) return;
    if (policy.decide(address, hops)) evidence.policy_routed.push_back(address);
  }
}

}  // namespace oakprobe::agent
