#pragma once

#include "inventory/path_rules.hpp"

#include <cstdint>

// What a dialled endpoint is to the machines in front of the node.
namespace oakprobe::firewall {

// What the node's program listens on, as far as the inventory tells.
[[nodiscard]] std::uint16_t heard_at(const inventory::DialledEndpoint& dialled);

// A server on another machine takes the TLS off, and dials the node itself.
[[nodiscard]] bool is_proxied(
    const inventory::DialledEndpoint& dialled, const inventory::Node& node
);

// A router translates what was dialled, or a server hands it on.
[[nodiscard]] bool is_forwarded(
    const inventory::DialledEndpoint& dialled, const inventory::Node& node
);

// The port that the node's own firewall sees.
[[nodiscard]] std::uint16_t seen_port(
    const inventory::DialledEndpoint& dialled, const inventory::Node& node
);

}  // namespace oakprobe::firewall
