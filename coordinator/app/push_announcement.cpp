#include "coordinator/app/push_announcement.hpp"

#include "coordinator/check/plan.hpp"

#include <algorithm>
#include <vector>

namespace oakprobe::app {
namespace {

constexpr std::size_t few_nodes = 8;

}  // namespace

std::optional<PushAnnouncement> announce_push(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const plans::PathPlan& plan,
    fleet::AgentBinaries& agents
) {
  const auto pushed = [](const inventory::Node& node) {
    return node.agent.push && !node.agent.none;
  };
  if (std::ranges::count_if(inventory.nodes, pushed) <= static_cast<std::ptrdiff_t>(few_nodes))
    return std::nullopt;  // a plan may be long, and an agent is large to pack
  const std::vector<bool> touched = check::touched_nodes(inventory, selection, plan);
  PushAnnouncement push;
  for (std::size_t node = 0; node < touched.size(); ++node) {
    if (!touched[node] || !pushed(inventory.nodes[node])) continue;
    ++push.nodes;
    push.kept = push.kept || inventory.nodes[node].agent.keep;
  }
  if (push.nodes <= few_nodes) return std::nullopt;
  push.each = agents.largest_sent();
  if (push.each.bytes == 0) return std::nullopt;
  return push;
}

}  // namespace oakprobe::app
