#pragma once

#include "base/ip_address.hpp"
#include "coordinator/diagnosis/local_limits.hpp"
#include "coordinator/diagnosis/path_evidence.hpp"

#include <cstdint>
#include <optional>

namespace oakprobe::diagnosis {

// Who could tell of a delivery at the target.
enum class Watch : std::uint8_t {
  stand_in,        // our own, and it reported: a missing receipt means not delivered
  stand_in_lost,   // our own was armed, its report is missing: it may have been gone by then
  live,            // another process owns the port: nobody watched it
  busy,            // another run's agent owns it
  idle,            // the target's agent says that nothing listens, and did not bind it
  not_running,     // so, and the component that would is installed
  used_as_source,  // a client socket holds the port by chance
  failed,          // our own could not be bound
  nobody,          // the inventory gives the target no agent
  agent_missing,   // its agent could not be reached, or was lost before it could tell
};

// Who an ICMP error came from.
enum class Origin : std::uint8_t { source, target, dialled, third, unclear };

// One path's evidence, seen once: what the rules ask for again and again.
struct Scene {
  const PathEvidence* evidence = nullptr;
  std::optional<IpAddress> dialled;
  Watch watch = Watch::nobody;
  bool udp = false;
  bool same_host = false;   // source and target are one machine
  bool nat = false;         // the dialled address is not the target's own
  bool other_bind = false;  // stand-ins listen on another address than the dialled one
  // What rose in a kernel meanwhile. Counters of the whole host, so they widen; they prove nothing.
  bool reverse_path_rose = false;  // at the target
  bool return_path_rose = false;   // the same filter, at the source
  LocalLosses losses;
  bool no_route_back = false;
  // What was dialled is one of the source's own addresses, so nothing leaves it for the target.
  bool dials_itself = false;
  bool may_dial_itself = false;  // so, unless both are one machine, which nobody tells
  // The source's address, where the target has it, too: it takes no packet from there ("martian").
  std::optional<IpAddress> shared_source;

  [[nodiscard]] const evidence::DialEvidence* dial() const { return evidence->dial; }
  [[nodiscard]] const evidence::ReceiptEvidence* receipt() const { return evidence->receipt; }
};

[[nodiscard]] Scene scene_of(const PathEvidence& evidence);

[[nodiscard]] Origin origin_of(const Scene& scene, const IpAddress& from);

}  // namespace oakprobe::diagnosis
