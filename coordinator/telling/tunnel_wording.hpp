#pragma once

#include "coordinator/diagnosis/tunnel_state.hpp"
#include "coordinator/telling/nouns.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace oakprobe::telling {

// "NetManager (pid 5135, running for 3 min)"; for a program that runs.
[[nodiscard]] std::string running_text(
    std::string_view name, const oakestra::WorkerProgram& program
);

// What is wrong with the tunnel, without an end: "NetManager (…) runs on w1 and was never
// registered: …"; empty for unknown, not_installed and runs.
[[nodiscard]] std::string tunnel_trouble(
    const inventory::Node& worker, const evidence::Facts& facts, TunnelState state
);

// What mends it, without an end.
[[nodiscard]] std::string tunnel_remedy(
    const inventory::Node& worker, const evidence::Facts& facts, TunnelState state
);

// The order counts: NodeEngine registers NetManager when it starts.
[[nodiscard]] std::string restart_both_on(const inventory::Node& worker);

// How an inventory tells of a router's forward: "If the router that has 192.0.2.100 forwards udp
// 50204 to w4's 50103, give w4 tunnel: {…} in the inventory, and check again", without an end.
[[nodiscard]] std::string name_the_forward(
    const inventory::Node& node,
    const IpAddress& translated,
    std::string_view advertised_port,
    std::int64_t bound_port
);

}  // namespace oakprobe::telling
