#pragma once

#include "coordinator/firewall/needed_rules.hpp"

#include <string>

// Security groups of clouds, as files for Terraform. What does not fit into the most that a
// provider takes by default is split, and what that costs is said on top.
namespace oakprobe::firewall {

[[nodiscard]] std::string aws_file(
    const inventory::Inventory& inventory, const NeededRules& needed
);
[[nodiscard]] std::string azure_file(
    const inventory::Inventory& inventory, const NeededRules& needed
);
[[nodiscard]] std::string gcp_file(
    const inventory::Inventory& inventory, const NeededRules& needed
);
[[nodiscard]] std::string hetzner_file(
    const inventory::Inventory& inventory, const NeededRules& needed
);
[[nodiscard]] std::string openstack_file(
    const inventory::Inventory& inventory, const NeededRules& needed
);

}  // namespace oakprobe::firewall
