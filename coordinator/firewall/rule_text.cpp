#include "base/listing.hpp"
#include "coordinator/firewall/needed_rules.hpp"

namespace oakprobe::firewall {

std::string flow_names(const inventory::Inventory& inventory, const Rule& rule) {
  if (rule.flows.empty()) return "ssh";
  return join(rule.flows, ",", [&](FlowId flow) { return inventory.flow(flow).id; });
}

std::string reason(const inventory::Inventory& inventory, const Rule& rule) {
  if (rule.flows.empty()) return "ssh, as it is now: agents come by it, and so may you";
  const std::string names = flow_names(inventory, rule);
  const std::string& why = inventory.flow(rule.flows.front()).why;
  return rule.flows.size() > 1 || why.empty() ? names : names + ": " + why;
}

}  // namespace oakprobe::firewall
