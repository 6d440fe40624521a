#pragma once

#include "evidence/node_evidence.hpp"
#include "packets/captured_packet.hpp"
#include "probe-agent/watch/tap_layer.hpp"

#include <functional>
#include <map>
#include <set>
#include <utility>

namespace oakprobe::agent {

// Who asked on the link for this node's addresses, whom this node asked, and who answered. Where a
// source finds nobody at its next hop, this tells a target that was never asked from one that keeps
// still, and from a source that does not hear the answer. Pure: the taps are its caller's.
class NeighbourSightings {
 public:
  // addresses: those that the host takes packets for.
  explicit NeighbourSightings(std::set<IpAddress> addresses) : addresses_(std::move(addresses)) {}

  void see(SeenBy tap, const packets::CapturedPacket& packet);

  // keeps_still: whether the host is set not to answer at an interface, by its index.
  void tell(
      evidence::NodeEvidence& evidence, const std::function<bool(unsigned interface)>& keeps_still
  ) const;

 private:
  struct Seen {
    unsigned interface = 0;
    bool past_ingress = false;
    bool answered = false;
  };

  void see_question(SeenBy tap, const packets::CapturedPacket& packet, const IpAddress& about);
  void see_answer(const packets::CapturedPacket& packet, const IpAddress& about);

  std::set<IpAddress> addresses_;
  std::map<std::pair<IpAddress, IpAddress>, Seen> seen_;  // by who asked, and for what
  std::map<IpAddress, bool> own_;                         // what was asked for: answered?
  bool overflowed_ = false;
};

}  // namespace oakprobe::agent
