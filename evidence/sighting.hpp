#pragma once

#include "base/described_enum.hpp"
#include "base/ids.hpp"
#include "base/ip_address.hpp"
#include "base/protocol.hpp"
#include "evidence/attempt_set.hpp"

#include <array>
#include <cstdint>
#include <vector>

// What taps saw of a run, beside what sockets saw (evidence.hpp). A tap only watches: it shows
// where a packet was, whoever owns its port.
namespace oakprobe::evidence {

// Whether what a tap did not see was not there.
BOOST_DEFINE_FIXED_ENUM_CLASS(
    TapState,
    std::uint8_t,
    absent,      // not opened: no CAP_NET_RAW, or not wanted
    blind,       // opened, and its canary was not seen: it tells nothing
    overflowed,  // the kernel dropped some of what it should have seen
    trusted
)

// A node's taps. Packets: AF_PACKET, before the firewall's INPUT and after its OUTPUT. UDP and TCP:
// raw sockets, behind INPUT.
struct Taps {
  TapState packets = TapState::absent;
  TapState udp = TapState::absent;
  TapState tcp = TapState::absent;
  bool loopback_filtered = false;  // canaries were dropped by the host's own rules for loopback

  friend bool operator==(const Taps&, const Taps&) = default;
};

// Where an attempt was seen. Those before `reached` are the source's to tell, the rest the
// target's. What is seen on a device that is not the machine's edge (evidence/device.hpp) has not
// left the machine.
BOOST_DEFINE_FIXED_ENUM_CLASS(
    Sight,
    std::uint8_t,
    left,             // the source's packet tap, outgoing at the machine's edge
    answer_reached,   // the source's packet tap, incoming
    answer_admitted,  // the source's raw tap
    left_inside,      // as left, on a device that hands the frame to another one, or on loopback
    left_wrapped,     // as left, on a device that puts it into another packet
    reached,          // the target's packet tap, incoming
    past_ingress,     // the same, by a tap for IP only: behind tc and netdev ingress hooks
    admitted,         // the target's raw tap
    answer_left,      // the target's packet tap, outgoing at its edge: the echo or the SYN-ACK
    answer_made,      // TCP: the target's kernel has a socket in SYN-RECV for it
    reset_left,       // TCP: the target's packet tap, outgoing: a reset instead
    reset_inside,     // TCP: such a reset was seen on the target's loopback only
    error_left,       // the target's packet tap, outgoing: an ICMP error about it
    forwarded,        // the target's packet tap, outgoing: it goes on through another interface
    foreign_address,  // it arrived for an address that is none of the target's
    misdelivered,     // it arrived for another link-layer address (PACKET_OTHERHOST)
    rewritten,        // TCP: it arrived with another sequence number
    redirected,      // the target's raw tap saw it for another port: a rule of its own redirects it
    answer_inside,   // as answer_left, like left_inside
    answer_wrapped,  // so, like left_wrapped
    answer_changed,  // TCP: the SYN-ACK arrived with another sequence number than it left with
    diverted,        // TCP: it left the source for another address or port than was dialled
    corrupted,       // the target's packet tap, incoming: its checksum is wrong
    other_port       // UDP: so, for another port than the flow's
)

inline constexpr std::size_t sight_count = enum_size<Sight>;

// All that one agent's taps saw of one path's attempts.
struct PathSights {
  PathId path;
  std::array<AttemptSet, sight_count> attempts;

  [[nodiscard]] AttemptSet& operator[](Sight sight) {
    return attempts[static_cast<std::size_t>(sight)];
  }
  [[nodiscard]] const AttemptSet& operator[](Sight sight) const {
    return attempts[static_cast<std::size_t>(sight)];
  }
  friend bool operator==(const PathSights&, const PathSights&) = default;
};

// One TCP attempt of this node, with what its taps saw of the handshake. Sequence numbers survive
// address translation, ports don't.
struct OwnHandshake {
  PathId path;
  std::uint8_t attempt = 0;
  std::uint16_t local_port = 0;
  bool left = false;
  bool answer_reached = false;   // a SYN-ACK arrived
  bool answer_admitted = false;  // and passed the firewall
  bool reset_reached = false;
  std::uint32_t sequence = 0;         // of the SYN, if it was seen leaving
  std::uint32_t answer_sequence = 0;  // of the SYN-ACK, if one arrived
  // The sender's clock in the first SYN and in the last one (TSval, RFC 7323 §3): what draws
  // sequence numbers anew leaves it alone. 0: none was sent.
  std::uint32_t timestamp = 0;
  std::uint32_t timestamp_last = 0;
  bool diverted = false;  // it left for another address or port: a rule of this host's nat OUTPUT
  bool left_inside = false;   // Sight::left_inside
  bool left_wrapped = false;  // Sight::left_wrapped

  // On whatever device: its sequence number is known.
  [[nodiscard]] bool was_seen() const { return left || left_inside || left_wrapped; }

  friend bool operator==(const OwnHandshake&, const OwnHandshake&) = default;
};

// One SYN that the taps of its target saw, however often it was sent again.
struct SeenHandshake {
  std::uint16_t port = 0;  // that it was for
  IpAddress from;
  std::uint16_t from_port = 0;
  std::uint32_t sequence = 0;
  std::uint32_t answer_sequence = 0;  // of the SYN-ACK, if it left
  std::uint32_t sights = 0;           // a bit for each Sight
  std::uint32_t timestamp = 0;        // as OwnHandshake::timestamp

  void insert(Sight sight) { sights |= 1U << static_cast<unsigned>(sight); }
  [[nodiscard]] bool has(Sight sight) const {
    return (sights >> static_cast<unsigned>(sight) & 1U) != 0;
  }
  // Its SYN-ACK was seen leaving, on whatever device.
  [[nodiscard]] bool has_answered() const {
    return has(Sight::answer_left) || has(Sight::answer_inside) || has(Sight::answer_wrapped);
  }
  friend bool operator==(const SeenHandshake&, const SeenHandshake&) = default;
};

inline constexpr std::size_t seen_handshakes_max = 65'536;

// Somebody on the link asked for the link-layer address of one of this node's addresses (ARP,
// IPv6 neighbour discovery), and the packet tap saw no answer leave.
struct UnansweredNeighbour {
  IpAddress asker;
  IpAddress about;
  bool past_ingress = false;  // the question came past tc and netdev ingress hooks
  bool keeps_still = false;   // the host is set not to answer there (arp_ignore, NOARP)

  friend bool operator==(const UnansweredNeighbour&, const UnansweredNeighbour&) = default;
};

// This node asked so, and the packet tap saw the question leave.
struct OwnQuestion {
  IpAddress about;
  bool answered = false;  // an answer arrived at the interface

  friend bool operator==(const OwnQuestion&, const OwnQuestion&) = default;
};

inline constexpr std::size_t neighbours_max = 1'024;  // of either

}  // namespace oakprobe::evidence
