#include "base/listing.hpp"
#include "base/printable.hpp"
#include "coordinator/firewall/needed_rules.hpp"

namespace oakprobe::firewall {

std::string flow_names(const inventory::Inventory& inventory, const Rule& rule) {
  if (rule.flows.empty()) return "ssh";
  return join(rule.flows, ",", [&](FlowId flow) { return inventory.flow(flow).id; });
}

std::vector<std::string> all_doubts(const NeededRules& needed) {
  std::vector<std::string> all;
  for (const NodeRules& rules : needed.nodes)
    all.insert(all.end(), rules.doubts.begin(), rules.doubts.end());
  all.insert(all.end(), needed.doubts.begin(), needed.doubts.end());
  return all;
}

std::string reason(const inventory::Inventory& inventory, const Rule& rule) {
  if (rule.flows.empty()) return "ssh, as it is now: agents come by it, and so may you";
  const std::string names = flow_names(inventory, rule);
  const std::string& why = inventory.flow(rule.flows.front()).why;
  return rule.flows.size() > 1 || why.empty() ? names : names + ": " + printable(why);
}

}  // namespace oakprobe::firewall
