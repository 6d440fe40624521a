#pragma once

#include "coordinator/diagnosis/finding_code.hpp"
#include "coordinator/diagnosis/path_evidence.hpp"

#include <cstdint>
#include <optional>

namespace oakprobe::diagnosis {

// NetManager opens its tunnel when NodeEngine registers it, and NodeEngine does that once, at its
// own start (node-net-manager/server/server.go, go_node_engine/internal/daemon/nodeengined.go).
enum class TunnelState : std::uint8_t {
  unknown,        // nobody could look
  not_installed,  // before a deployment
  stopped,
  not_registered,  // it runs, and nobody has registered it
  half_dead,       // a registration came to nothing; it refuses any other until it starts anew
  other_port,      // it runs, and takes datagrams on other ports only
  runs,
};

// port: where the tunnel is expected to listen.
[[nodiscard]] TunnelState tunnel_state_of(const evidence::Facts& worker, std::uint16_t port);

// The target's, of a path to a tunnel that nobody listens for; unknown for any other path, and
// where NetManager is not installed, or listens.
[[nodiscard]] TunnelState missing_tunnel(const PathEvidence& path);

// Where the tunnel of a worker is expected to listen: as the inventory says, else as tuncfg.json.
[[nodiscard]] std::uint16_t expected_tunnel_port(
    const inventory::Node& worker, const evidence::Facts& facts
);

// What is found on a node whose tunnel is in that state; nullopt: nothing.
[[nodiscard]] std::optional<FindingCode> finding_of(TunnelState state);

}  // namespace oakprobe::diagnosis
