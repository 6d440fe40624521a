#pragma once

#include "inventory/inventory.hpp"
#include "inventory/ranged_text.hpp"
#include "inventory/references.hpp"

#include <vector>

namespace oakprobe::inventory {

// Reads `dial`, the exceptions to what peers dial. `places` gets one place for each.
[[nodiscard]] std::vector<DialException> read_dial(
    const YamlNode& node,
    const RangedText& texts,
    References& references,
    std::vector<Position>& places,
    Diagnostics& diagnostics
);

// Reads `tunnel`: {address, port, listen}.
[[nodiscard]] Tunnel read_tunnel(
    const YamlNode& node, const RangedText& texts, Diagnostics& diagnostics
);

}  // namespace oakprobe::inventory
