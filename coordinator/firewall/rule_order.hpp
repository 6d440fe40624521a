#pragma once

#include "coordinator/firewall/needed_rules.hpp"

#include <span>
#include <vector>

namespace oakprobe::firewall {

// Each once, ascending.
void add_flows(std::span<const FlowId> more, std::vector<FlowId>& flows);

// As NodeRules has them; several flows to one port from the same peers become one rule.
void put_in_order(std::vector<Rule>& rules);

}  // namespace oakprobe::firewall
