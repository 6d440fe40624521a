#pragma once

#include "base/ip_address.hpp"
#include "evidence/node_evidence.hpp"
#include "net/next_hop.hpp"

#include <set>

namespace oakprobe::agent {

// Tells which of the addresses this host's kernel sends to by a device that is not the machine's
// edge, and describes those devices. Nothing is sent.
void tell_inner_ways(
    const std::set<IpAddress>& addresses, net::NextHops& hops, evidence::NodeEvidence& evidence
);

}  // namespace oakprobe::agent
