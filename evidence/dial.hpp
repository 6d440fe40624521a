#pragma once

#include "base/described_enum.hpp"
#include "base/ids.hpp"
#include "base/ip_address.hpp"
#include "evidence/attempt_set.hpp"
#include "evidence/question.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace oakprobe::evidence {

// An ICMP or ICMPv6 error that the source's error queue (IP_RECVERR, ip(7)) tied to this very path.
struct IcmpError {
  std::uint8_t type = 0;  // as on the wire: 3 is unreachable for ICMP, 1 for ICMPv6
  std::uint8_t code = 0;
  IpAddress from;         // who sent it; the source's own address for what its own kernel says
  std::uint32_t mtu = 0;  // next-hop MTU in bytes of "fragmentation needed", else 0

  friend bool operator==(const IcmpError&, const IcmpError&) = default;
};

// How far a failed attempt came, as the dialling socket saw it.
BOOST_DEFINE_FIXED_ENUM_CLASS(
    DialStage,
    std::uint8_t,
    resolve,   // the name has no address (error: a getaddrinfo code, EAI_*)
    open,      // socket(), bind(): local limits
    send,      // sendto() or connect() was refused by the source's own kernel at once
    connect,   // TCP: the handshake failed (refused, unreachable, reset)
    exchange,  // TCP: connected, then no authentic answer (error 0: silence or end of stream)
    reply,     // UDP: an error came back for a datagram that was sent
    overlay    // not dialled: this host's routes lead into NetManager's own interface
)

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

}  // namespace oakprobe::evidence
