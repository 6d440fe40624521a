#pragma once

#include "inventory/diagnostics.hpp"
#include "inventory/references.hpp"
#include "inventory/selector.hpp"
#include "inventory/yaml_document.hpp"

#include <optional>
#include <string_view>

namespace oakprobe::inventory {

// A role, or a map of role, cluster, tag and name. nullopt: a mistake was told.
[[nodiscard]] std::optional<Selector> read_selector(
    const YamlNode& node, std::string_view what, References& references, Diagnostics& diagnostics
);

}  // namespace oakprobe::inventory
