#pragma once

#include "base/ip_address.hpp"
#include "net/next_hop.hpp"
#include "net/policy_routes.hpp"
#include "wire/evidence.hpp"

#include <set>

namespace oakprobe::agent {

// Tells to which of the addresses the way ends at an interface that is down or at a next hop that
// does not answer, which loses a packet before any tap sees it; and the link-layer addresses of
// those that are on the link, and of this host. Nothing is sent.
void tell_dead_ends(
    const std::set<IpAddress>& addresses, net::NextHops& hops, wire::NodeEvidence& evidence
);

// Tells to which of the addresses policy routing has the way in a table that is asked before the
// main one.
void tell_policy_routed(
    const net::PolicyRoutes& policy,
    const std::set<IpAddress>& addresses,
    net::NextHops& hops,
    wire::NodeEvidence& evidence
);

}  // namespace oakprobe::agent
