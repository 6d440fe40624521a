#include "coordinator/firewall/rule_order.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace oakprobe::firewall {
namespace {

auto place_of(const Rule& rule) {
  return std::tuple(
      !rule.flows.empty(), rule.port, rule.protocol, rule.peers, rule.via, rule.ipv4, rule.ipv6
  );
}

}  // namespace

void add_flows(std::span<const FlowId> more, std::vector<FlowId>& flows) {
  flows.insert(flows.end(), more.begin(), more.end());
  std::ranges::sort(flows);
  flows.erase(std::unique(flows.begin(), flows.end()), flows.end());
}

void put_in_order(std::vector<Rule>& rules) {
  std::ranges::stable_sort(rules, {}, place_of);
  std::vector<Rule> merged;
  for (Rule& rule : rules) {
    if (merged.empty() || place_of(merged.back()) != place_of(rule)) {
      merged.push_back(std::move(rule));
      continue;
    }
    merged.back().from_itself = merged.back().from_itself || rule.from_itself;
    add_flows(rule.flows, merged.back().flows);
  }
  rules = std::move(merged);
}

}  // namespace oakprobe::firewall
