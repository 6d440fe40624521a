#pragma once

#include "base/known_answer.hpp"
#include "inventory/diagnostics.hpp"
#include "inventory/yaml_document.hpp"

#include <optional>

namespace oakprobe::inventory {

// The key `answer` of a flow: what its service answers to `ask` (docs/catalogue.md). nullopt: a
// mistake was told.
[[nodiscard]] std::optional<KnownAnswer> read_answer(
    const YamlNode& node, Diagnostics& diagnostics
);

}  // namespace oakprobe::inventory
