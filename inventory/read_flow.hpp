#pragma once

#include "inventory/diagnostics.hpp"
#include "inventory/flow.hpp"
#include "inventory/references.hpp"
#include "inventory/yaml_document.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace oakprobe::inventory {

inline constexpr std::size_t own_flows_max = 500;

// A role, or a map of role, cluster, tag and name.
[[nodiscard]] std::optional<Selector> read_selector(
    const YamlNode& node, std::string_view what, References& references, Diagnostics& diagnostics
);

inline constexpr std::size_t name_bytes_max = 128;  // of a node or a flow

// A node's or flow's name: letters, digits, '.', '_', '-'.
[[nodiscard]] bool is_name(std::string_view text);

// Sets what the map gives, in a flow of defaults or in one that it overrides, and checks that the
// whole fits together. `releases` are the known ones. False: something was told.
bool apply_flow(
    const YamlNode& map,
    std::span<const std::string> releases,
    Flow& flow,
    References& references,
    Diagnostics& diagnostics
);

}  // namespace oakprobe::inventory
