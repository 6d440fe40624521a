#pragma once

#include "coordinator/diagnosis/path_evidence.hpp"

#include <cstdint>
#include <optional>

namespace oakprobe::diagnosis {

// From how many lost probes of a burst on a path is lossy (contracts: cause `loss`).
inline constexpr int lost_probes_min = 2;

// What became of a burst: how many probes left, how many arrived; and of its source ports.
struct BurstCount {
  int sent = 0;
  int delivered = 0;
  int ports = 0;
  int dead_ports = 0;  // that lost each of their probes
  int strayed = 0;     // lost probes of the other ports

  [[nodiscard]] int lost() const { return sent - delivered; }

  // Some ports lose all, and the others nothing: it goes by port. Where each packet is lost by
  // chance, with the chance p, a burst of 40 from 8 ports looks so with less than
  // 8 p^5 (1 - p)^35: 3 in a million at the most.
  [[nodiscard]] bool goes_by_port() const {
    return dead_ports > 0 && dead_ports < ports && strayed == 0;
  }
};

// nullopt: none was sent, or nobody at the target could tell and not every probe was answered.
[[nodiscard]] std::optional<BurstCount> burst_of(const PathEvidence& evidence);

// The way back of what arrived: how many of its probes were answered, and of its source ports.
// nullopt: nobody told of an arrival.
[[nodiscard]] std::optional<BurstCount> answers_of(const PathEvidence& evidence);

// The sizes that a ladder found to pass and not to.
struct SizeCount {
  std::uint16_t full = 0;              // IP packet in bytes that must pass
  bool full_passed = false;            // unfragmented
  bool fragments_pass = false;         // the full one, in fragments
  std::uint16_t largest = 0;           // that passed unfragmented; 0: none
  std::uint16_t icmp_mtu = 0;          // by an ICMP error; 0: nobody said
  std::optional<IpAddress> icmp_from;  // who sent that error
  // That the full one did not pass is known: the target's word is whole, or something said so.
  bool certain = false;
};

// nullopt: no ladder, or nothing of it arrived: then it tells of no size.
[[nodiscard]] std::optional<SizeCount> sizes_of(const PathEvidence& evidence);
[[nodiscard]] std::optional<SizeCount> sizes_of(const CloserLook& look);

// The same of a TCP connection's segments: bytes of the IP packets.
struct SegmentCount {
  std::uint16_t full = 0;           // what both ends take for a full one
  std::optional<bool> out_passed;   // full segments of the source arrived; nullopt: not known
  std::optional<bool> back_passed;  // full segments of the target came back; so
  std::uint16_t largest = 0;        // that passed in both directions, or in the one that is known

  [[nodiscard]] bool is_narrow() const { return out_passed == false || back_passed == false; }
};

// nullopt: none were tried, or nothing of any size passed: then it tells of no size.
[[nodiscard]] std::optional<SegmentCount> segments_of(const PathEvidence& evidence);
[[nodiscard]] std::optional<SegmentCount> segments_of(const CloserLook& look);

// The largest IP packet that passed, in bytes, as far as it is known. TCP: only where a full
// segment did not; else it is the connection's choice. nullopt: not known.
[[nodiscard]] std::optional<std::uint16_t> path_mtu_of(const CloserLook& look, Protocol protocol);

// The last router that answered a trace; nullopt: none did.
[[nodiscard]] std::optional<IpAddress> last_hop_of(const CloserLook& look);

}  // namespace oakprobe::diagnosis
