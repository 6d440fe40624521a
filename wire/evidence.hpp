#pragma once

#include "base/ids.hpp"
#include "base/ip_address.hpp"
#include "base/protocol.hpp"
#include "wire/attempt_set.hpp"
#include "wire/dead_hop.hpp"
#include "wire/device.hpp"
#include "wire/link_neighbour.hpp"
#include "wire/loss_counter.hpp"
#include "wire/question.hpp"
#include "wire/sighting.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::wire {

// An ICMP or ICMPv6 error that the source's error queue (IP_RECVERR, ip(7)) tied to this very path.
struct IcmpError {
  std::uint8_t type = 0;  // as on the wire: 3 is unreachable for ICMP, 1 for ICMPv6
  std::uint8_t code = 0;
  IpAddress from;         // who sent it; the source's own address for what its own kernel says
  std::uint32_t mtu = 0;  // next-hop MTU in bytes of "fragmentation needed", else 0

  friend bool operator==(const IcmpError&, const IcmpError&) = default;
};

// How far a failed attempt came, as the dialling socket saw it.
enum class DialStage : std::uint8_t {
  resolve,   // the name has no address (error: a getaddrinfo code, EAI_*)
  open,      // socket(), bind(): local limits
  send,      // sendto() or connect() was refused by the source's own kernel at once
  connect,   // TCP: the handshake failed (refused, unreachable, reset)
  exchange,  // TCP: connected, then no authentic answer (error 0: silence or end of stream)
  reply,     // UDP: an error came back for a datagram that was sent
  overlay,   // not dialled: this host's routes lead into NetManager's own interface
};

// What the kernel said of one failed attempt. A silent attempt leaves no failure.
struct DialFailure {
  std::uint8_t attempt = 0;
  DialStage stage = DialStage::send;
  std::int32_t error = 0;  // errno; EAI_* for resolve
  std::optional<IcmpError> icmp;
  bool end_of_stream = false;   // exchange: the peer closed the connection in order
  bool foreign_answer = false;  // exchange: bytes came that are not an authentic answer
  // The packet tap saw the ICMP error come, and the socket, which was open, did not hear of it.
  bool unheard = false;

  friend bool operator==(const DialFailure&, const DialFailure&) = default;
};

struct RoundTrip {
  std::uint32_t min_us = 0;
  std::uint32_t median_us = 0;
  std::uint32_t max_us = 0;

  friend bool operator==(const RoundTrip&, const RoundTrip&) = default;
};

// Where an answer came from.
struct AnswerSource {
  IpAddress address;
  std::uint16_t port = 0;

  friend bool operator==(const AnswerSource&, const AnswerSource&) = default;
};

// What the source of a path saw. An attempt that is in `sent`, not in `connected` or `answered`,
// and has no failure was silent until the end of the wait.
struct DialEvidence {
  PathId path;
  AttemptSet sent;       // the kernel took the send, or the connect call
  AttemptSet connected;  // TCP: the handshake completed
  AttemptSet
      answered;  // an authentic answer of the target's agent came back, from where it dialled
  std::optional<RoundTrip> round_trip;
  std::optional<ServiceAnswer> service;  // what a running service answered to the question
  std::vector<DialFailure> failures;     // at most one per attempt, in order of attempt
  std::optional<IpAddress> dialled;      // the address that was dialled, when a name was resolved
  std::vector<IpAddress>
      alternatives;         // all addresses of the name, getaddrinfo's order, 16 at most
  bool not_tried = false;   // the run ended before this path's turn
  bool by_dialler = false;  // from the network, and with the names, of the component that dials
  // Names as a container would know them, without the host's files; alternatives beside a failure
  // to resolve are then what the host's own files say.
  bool docker_names = false;
  bool by_hosts_file = false;  // /etc/hosts has the name: the host's, or the container's that dials
  // UDP: of the first authentic answer that came from another address or port than was dialled.
  // Such an answer is none.
  std::optional<AnswerSource> answered_from;

  friend bool operator==(const DialEvidence&, const DialEvidence&) = default;
};

// What the stand-in on the target of a path saw. Authentic probes only.
struct ReceiptEvidence {
  PathId path;
  AttemptSet delivered;
  AttemptSet answered;            // the kernel took the answer
  std::int32_t answer_error = 0;  // errno of the last answer that it did not take
  IpAddress observed_source;      // of the first probe
  std::uint16_t observed_port = 0;
  bool as_told = false;  // observed_source is left out: it is the one that `arm` told of the source

  friend bool operator==(const ReceiptEvidence&, const ReceiptEvidence&) = default;
};

// Connections that a TCP stand-in accepted and that brought no authentic probe, by peer address:
// scanners, proxies, health checks; and bare connects of this run.
struct Stranger {
  ListenPort port;
  IpAddress from;
  std::uint32_t count = 0;

  friend bool operator==(const Stranger&, const Stranger&) = default;
};

// What rose on the node from arm to evidence. All but the last are the kernel's, of the network
// namespace (softnet: of the machine), so other traffic counts too. nullopt: could not be read.
struct KernelCounters {
  std::optional<std::uint64_t> reverse_path_filtered;  // TcpExt IPReversePathFilter
  std::optional<std::uint64_t> listen_overflows;       // TcpExt ListenOverflows
  std::optional<std::uint64_t> udp_receive_overflows;  // Udp + Udp6 RcvbufErrors
  std::optional<std::uint64_t> neighbour_table_full;   // table_fulls of arp_cache and ndisc_cache
  std::optional<std::uint64_t> conntrack_full;  // drop of stat/nf_conntrack: no room for a new flow
  std::optional<std::uint64_t> softnet_dropped;  // of softnet_stat: a processor's backlog ran over
  std::optional<std::uint64_t> udp_checksum_errors;  // Udp + Udp6 InCsumErrors
  std::optional<std::uint64_t> tcp_checksum_errors;  // Tcp InCsumErrors
  // Datagrams to UDP ports of other processes that are watched, which those had no room for (the
  // sockets' own counters), and in what time; they are not in udp_receive_overflows.
  std::uint64_t owner_drops = 0;
  std::uint32_t owner_drops_ms = 0;
  std::uint64_t accepts_failed = 0;  // by stand-ins: out of descriptors or memory
  std::vector<RisenCounter> others;  // in order of counter and interface; of a reading: its values

  friend bool operator==(const KernelCounters&, const KernelCounters&) = default;
};

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
  std::vector<Stranger> strangers;     // 256 at most
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

}  // namespace oakprobe::wire
