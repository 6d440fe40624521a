#pragma once

#include "base/ip_address.hpp"
#include "base/mac_address.hpp"
#include "evidence/dead_hop.hpp"
#include "evidence/device.hpp"
#include "evidence/dial.hpp"
#include "evidence/kernel_counters.hpp"
#include "evidence/link_neighbour.hpp"
#include "evidence/question.hpp"
#include "evidence/receipt.hpp"
#include "evidence/sighting.hpp"

#include <cstddef>
#include <vector>

namespace oakprobe::evidence {

// That an agent keeps.
inline constexpr std::size_t receipts_max = 500'000;

// All that one agent saw in a run.
struct NodeEvidence {
  std::vector<DialEvidence> dials;
  std::vector<ReceiptEvidence> receipts;
  std::vector<PathSights> sights;
  std::vector<OwnHandshake> own_handshakes;
  std::vector<SeenHandshake> seen_handshakes;  // seen_handshakes_max at most
  Taps taps;
  std::vector<UnansweredNeighbour> unanswered_neighbours;  // neighbours_max at most
  std::vector<OwnQuestion> own_questions;                  // so
  bool neighbours_overflowed = false;  // there were more: what is not among them may have been
  std::vector<Stranger> strangers;     // strangers_max at most
  KernelCounters counters;
  std::vector<IpAddress> no_route_to;      // of the peers named in arm: those without a route back
  std::vector<DeadHop> dead_hops;          // to them, to those dialled, and to those who dialled
  std::vector<MacAddress> link_addresses;  // of its interfaces
  std::vector<LinkNeighbour> link_neighbours;  // of what was dialled in vain on its links
  bool ipsec = false;                  // there are xfrm policies: what leaves may be in disguise
  std::vector<KnownCluster> clusters;  // what the running root answered to clusters_request
  // Of those dialled: policy routing has the way to them in a table before the main one.
  std::vector<IpAddress> policy_routed;
  std::vector<InnerDevice>
      inner_devices;  // that have an address, that `ways` names, or below those
  // By which of them the kernel sends to what was dialled in vain, and to those who dialled, in
  // order of address. What is not here leaves by the machine's edge, if it leaves.
  std::vector<InnerWay> ways;

  friend bool operator==(const NodeEvidence&, const NodeEvidence&) = default;
};

}  // namespace oakprobe::evidence
