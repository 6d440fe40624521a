#pragma once

#include "base/described_enum.hpp"
#include "base/ids.hpp"
#include "evidence/node_evidence.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

// The closer look at single paths after the probing: a burst for loss, a ladder of packet sizes for
// tunnels and TCP connections, a trace of the routers. Its datagrams carry attempt numbers above
// attempts_max, so that they are never taken for one of the base attempts.
namespace oakprobe::evidence {

inline constexpr std::uint16_t burst_attempt = 64;             // and the 63 that follow
inline constexpr std::uint16_t size_attempt = 128;             // and the 31 that follow
inline constexpr std::uint16_t trace_attempt = 192;            // plus the hop limit, up to hops_max
inline constexpr std::uint16_t again_attempt = trace_attempt;  // no hop limit is 0
inline constexpr unsigned burst_probes_max = 64;
// A burst leaves from several ports, so that a way that is chosen by port (ECMP, LAG) shows: with
// half of such ways dead, one burst in 128 meets only the one kind. The order turns, so that what
// takes every second packet does not look like it.
inline constexpr unsigned burst_ports = 8;
[[nodiscard]] constexpr unsigned burst_port_of(unsigned probe) {
  return (probe + probe / burst_ports) % burst_ports;
}
inline constexpr std::uint8_t again_probes_max = 2;
inline constexpr std::uint8_t again_connects_max = 3;  // of TCP
inline constexpr unsigned sizes_max = 32;
inline constexpr unsigned hops_max = 30;

// The IP packets that a ladder tries, in bytes: every IPv4 host takes 576 (RFC 791).
inline constexpr std::uint16_t packet_bytes_min = 576;
inline constexpr std::uint16_t packet_bytes_max = 9'216;
inline constexpr std::uint16_t ethernet_bytes = 1'500;  // that an Ethernet carries

// What each side of a TCP connection sends to try its segments: at least two full ones, however
// long they are, and at least so many bytes. A filter that counts bytes then treats all sizes
// alike.
inline constexpr std::uint32_t segment_fill_bytes_min = 3'000;
[[nodiscard]] constexpr std::uint32_t segment_fill_bytes(std::uint32_t full_packet_bytes) {
  return std::max(
      2 * std::min<std::uint32_t>(full_packet_bytes, packet_bytes_max), segment_fill_bytes_min
  );
}

inline constexpr std::size_t looks_max = 4'096;   // of one agent, at each end
inline constexpr std::size_t looks_at_once = 64;  // of one agent, whoever orders

// Bytes of IP and UDP headers before a probe.
[[nodiscard]] constexpr std::uint16_t header_bytes(bool ipv6) { return ipv6 ? 48 : 28; }

// UDP: whether a silent path is first asked again, for an ICMP error to come of it. TCP, whenever
// it is not `no`: whether connections are tried again, so that a rule that ends them is seen to.
BOOST_DEFINE_FIXED_ENUM_CLASS(
    AskAgain,
    std::uint8_t,
    no,
    once,  // nobody rations such errors to this source: it heard of none
    // until one comes, one path after the other, and as long as an absent neighbour takes
    patiently
)

// What to look at on one path that was dialled before.
struct Look {
  PathId path;
  std::uint32_t start_ms = 0;  // not before, from the order: spares targets
  std::uint8_t burst = 0;      // small UDP probes, burst_probes_max at most; 0: none
  // UDP: the IP packet that must pass unfragmented. TCP: what both ends take for a full segment
  // must pass, and no longer packet is tried. 0: no ladder.
  std::uint16_t full_bytes = 0;
  bool trace = false;  // which routers answer on the way
  AskAgain again = AskAgain::no;

  friend bool operator==(const Look&, const Look&) = default;
};

// One packet size of the ladder. Over TCP, one connection whose segments were no longer than that.
// To a stand-in its first probe and echo are small, and what follows is full: answered tells that
// full segments came back, the target's receipt that the source's arrived. To a running service:
// answered tells that a long request arrived, or that a long answer came to its end.
struct SizedProbe {
  std::uint16_t bytes = 0;    // of the IP packet
  bool may_fragment = false;  // sent without the don't-fragment flag
  // errno with which the source's kernel refused it; over TCP, why the size could not be tried
  // (ETIMEDOUT: no connection, or no echo of the small probe).
  std::int32_t error = 0;
  bool answered = false;          // an authentic answer came back
  bool asked_long = false;        // TCP: a long answer was asked for; else the request was long
  std::optional<IcmpError> icmp;  // "fragmentation needed", "packet too big"

  friend bool operator==(const SizedProbe&, const SizedProbe&) = default;
};

// Who answered for one hop limit: a router whose "time exceeded" came back, or whoever refused or
// answered at the path's end.
struct Hop {
  std::uint8_t limit = 0;  // TTL or hop limit, from 1
  IpAddress from;
  bool is_end = false;  // not a router on the way: the target, or who refuses for it

  friend bool operator==(const Hop&, const Hop&) = default;
};

// What the source saw in its closer look at one path.
struct LookEvidence {
  PathId path;
  // Probes that were sent alone, again_probes_max at most; TCP: connections that were tried, each
  // of one SYN, again_connects_max at most, and no more is told of them.
  std::uint8_t asked_again = 0;
  bool again_answered = false;       // an authentic answer came to one of them
  std::optional<IcmpError> refused;  // the ICMP error that came of them
  std::uint64_t burst_sent = 0;      // a bit for each probe
  std::uint64_t burst_answered = 0;  // so
  std::vector<SizedProbe> sizes;     // the n-th is probe size_attempt + n; sizes_max at most
  std::vector<Hop> hops;             // in order of limit; those that did not answer are left out

  friend bool operator==(const LookEvidence&, const LookEvidence&) = default;
};

// What the target received of it, authentic probes only; a bit for each.
struct LookReceipt {
  PathId path;
  std::uint64_t burst = 0;
  std::uint32_t sizes = 0;

  friend bool operator==(const LookReceipt&, const LookReceipt&) = default;
};

}  // namespace oakprobe::evidence
