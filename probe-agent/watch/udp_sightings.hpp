#pragma once

#include "evidence/sighting.hpp"
#include "packets/captured_packet.hpp"
#include "probe-agent/watch/tap_layer.hpp"
#include "probe-agent/watch/watch_identity.hpp"
#include "wire/datagram.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace oakprobe::agent {

// The ports of this node that probes of a flow are for.
using FlowPorts = std::map<FlowId, std::set<std::uint16_t>>;

// Where the probes and echoes of this node's UDP paths were seen. Counts authentic ones of this run
// only, each attempt once, however often bridges, VLANs and retransmissions show it. Pure: the taps
// are its caller's.
class UdpSightings {
 public:
  // Codec must outlive it.
  UdpSightings(const wire::DatagramCodec& codec, WatchIdentity identity, FlowPorts ports);

  // A probe to this node was let in by the firewall: for each packet, also of the same attempt.
  using Admitted = std::function<void(
      const wire::Datagram& probe, const packets::PacketView& packet, const packets::UdpView& udp
  )>;
  void on_admitted(Admitted admitted) { admitted_ = std::move(admitted); }

  void see(SeenBy tap, const packets::CapturedPacket& packet);

  // No packet tap saw it come with a wrong checksum, which raw sockets get, and no other does.
  [[nodiscard]] bool is_sound(const wire::Datagram& probe) const;

  [[nodiscard]] std::vector<const evidence::PathSights*> sights() const;

  // Which of this node's probes an ICMP error speaks of. A whole quote has the probe's MAC; a short
  // one (RFC 792 asks for no more than ports) must have the addresses and ports that one probe left
  // with, and no other. nullopt: none that is certain.
  [[nodiscard]] std::optional<OwnAttempt> quoted_attempt(const packets::IcmpErrorView& error);

 private:
  struct Seen {
    evidence::PathSights sights;
    // Of a probe to this node: that it came in by, and the address and port that it was for. Of an
    // own one: those that it left for.
    unsigned interface = 0;
    IpAddress to;
    std::uint16_t port = 0;
  };

  [[nodiscard]] static bool is_forwarded(const packets::CapturedPacket& packet, const Seen& seen);

  void see_probe(
      SeenBy tap,
      const packets::CapturedPacket& packet,
      const wire::Datagram& probe,
      std::uint16_t port
  );
  void see_echo(SeenBy tap, const packets::CapturedPacket& packet, const wire::Datagram& echo);
  void see_error(const packets::IcmpErrorView& error);
  [[nodiscard]] bool is_for_another(const PathId& path, std::uint16_t port) const;
  [[nodiscard]] bool is_ours(const wire::Datagram& datagram) const;
  // Nobody can have ordered it, and enough of such are known.
  [[nodiscard]] bool is_too_stray(const PathId& path);
  [[nodiscard]] Seen& seen_of(const PathId& path);
  void note_corrupted(const wire::Datagram& probe);
  void note_own(
      const packets::CapturedPacket& packet, const wire::Datagram& probe, packets::UdpView udp
  );

  const wire::DatagramCodec& codec_;
  WatchIdentity identity_;
  FlowPorts ports_;
  Admitted admitted_;
  std::map<PathId, Seen> seen_;
  std::set<PathId> strays_;
  std::set<std::pair<PathId, std::uint16_t>> corrupted_;   // probes, by path and attempt
  std::map<std::uint16_t, std::uint8_t> attempt_of_port_;  // that own probes leave from
  unsigned searches_ = 0;
};

}  // namespace oakprobe::agent
