#include "probe-agent/host/dead_ends.hpp"

#include "net/devices.hpp"
#include "wire/messages.hpp"

#include <utility>

namespace oakprobe::agent {

void DeadEnds::tell(
    const std::set<IpAddress>& addresses, net::NextHops& hops, evidence::NodeEvidence& evidence
) {
  const std::map<IpAddress, evidence::DeadHop> before = std::exchange(silent_, {});
  for (const IpAddress& address : addresses) {
    if (evidence.dead_hops.size() == evidence::dead_hops_max) break;
    if (!hops.may_tell_of(address)) continue;
    const auto hop = hops.to(address);
    if (!hop) continue;
    const bool silent = hop->neighbour == net::NeighbourState::asking ||
                        hop->neighbour == net::NeighbourState::unanswered;
    if (!hop->link_up || silent)
      evidence.dead_hops.push_back({address, hop->address, hop->device, hop->link_up});
    if (silent) silent_.emplace(address, evidence.dead_hops.back());
    const bool has_room = evidence.link_neighbours.size() < evidence::link_neighbours_max;
    if (hop->link_address && hop->address == address && has_room)
      evidence.link_neighbours.push_back({address, *hop->link_address});
  }
  for (const auto& [address, told] : before) {
    if (evidence.dead_hops.size() == evidence::dead_hops_max) break;
    if (silent_.contains(address)) continue;
    const auto hop = hops.to(address);
    const bool forgotten = hop && hop->neighbour == net::NeighbourState::unknown &&
                           hop->address == told.hop && hop->device == told.device;
    if (!forgotten) continue;
    evidence.dead_hops.push_back(told);
    silent_.emplace(address, told);
  }
  evidence.link_addresses = net::read_device_table().link_addresses();
  if (evidence.link_addresses.size() > evidence::link_addresses_max)
    evidence.link_addresses.clear();  // a part of them would tell nothing
}

void tell_policy_routed(
    const net::PolicyRoutes& policy,
    const std::set<IpAddress>& addresses,
    net::NextHops& hops,
    evidence::NodeEvidence& evidence
) {
  for (const IpAddress& address : addresses) {
    if (evidence.policy_routed.size() == wire::policy_routed_max) return;
    if (policy.decide(address, hops)) evidence.policy_routed.push_back(address);
  }
}

}  // namespace oakprobe::agent
