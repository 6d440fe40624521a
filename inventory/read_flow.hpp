#pragma once

#include "inventory/diagnostics.hpp"
#include "inventory/flow.hpp"
#include "inventory/references.hpp"
#include "inventory/yaml_document.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace oakprobe::inventory {

inline constexpr std::size_t own_flows_max = 500;

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
