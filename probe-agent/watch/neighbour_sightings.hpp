#pragma once

#include "net/captured_packet.hpp"
#include "probe-agent/watch/tap_layer.hpp"
#include "wire/sighting.hpp"

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace oakprobe::agent {

// Who asked on the link for this node's addresses, and whether anything answered. Where a source
// finds nobody at its next hop, this tells a target that was never asked from one that keeps still.
// Pure: the taps are its caller's.
class NeighbourSightings {
 public:
  // addresses: those that the host takes packets for.
  explicit NeighbourSightings(std::set<IpAddress> addresses) : addresses_(std::move(addresses)) {}

  void take(SeenBy tap, const net::CapturedPacket& packet);

  [[nodiscard]] std::vector<wire::UnansweredNeighbour> unanswered() const;

 private:
  struct Seen {
    bool past_ingress = false;
    bool answered = false;
  };

  std::set<IpAddress> addresses_;
  std::map<std::pair<IpAddress, IpAddress>, Seen> seen_;  // by who asked, and for what
};

}  // namespace oakprobe::agent
