#pragma once

#include "inventory/diagnostics.hpp"
#include "inventory/flow.hpp"
#include "inventory/yaml_document.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace oakprobe::inventory {

// A known release as the catalogue spells it ("v0.4.411"); the text may lack the v. Unknown: told.
[[nodiscard]] std::optional<std::string> read_release(
    const YamlNode& node, std::span<const std::string> known, Diagnostics& diagnostics
);

// Whether the flow exists in a release (since, until). `known` is in order of age, oldest first.
[[nodiscard]] bool exists_in(
    const Flow& flow, std::string_view release, std::span<const std::string> known
);

}  // namespace oakprobe::inventory
