#pragma once

#include "base/ip_address.hpp"
#include "evidence/node_evidence.hpp"
#include "net/next_hop.hpp"
#include "net/policy_routes.hpp"

#include <map>
#include <set>

namespace oakprobe::agent {

// To which addresses the way ends at an interface that is down or at a next hop that does not
// answer, which loses a packet before any tap sees it. Nothing is sent.
class DeadEnds {
 public:
  // Tells those of these addresses; and the link-layer addresses of those that are on the link, and
  // of this host. The kernel forgets a neighbour that did not answer within seconds (gc_interval,
  // arp(7)): one that was told before and is not known now stays told.
  void tell(
      const std::set<IpAddress>& addresses, net::NextHops& hops, evidence::NodeEvidence& evidence
  );

 private:
  std::map<IpAddress, evidence::DeadHop> silent_;  // that did not answer, when it was told last
};

// Tells to which of the addresses policy routing has the way in a table that is asked before the
// main one.
void tell_policy_routed(
    const net::PolicyRoutes& policy,
    const std::set<IpAddress>& addresses,
    net::NextHops& hops,
    evidence::NodeEvidence& evidence
);

}  // namespace oakprobe::agent
