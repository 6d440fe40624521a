#pragma once

#include "inventory/audit_settings.hpp"
#include "inventory/diagnostics.hpp"
#include "inventory/references.hpp"
#include "inventory/yaml_document.hpp"

namespace oakprobe::inventory {

// The inventory's `audit`. What is wrong in it is told; the rest is read.
[[nodiscard]] AuditSettings read_audit(
    const YamlNode& node, References& references, Diagnostics& diagnostics
);

}  // namespace oakprobe::inventory
