#include "coordinator/app/push_announcement.hpp"

#include "coordinator/check/plan.hpp"

#include <algorithm>
#include <vector>

namespace oakprobe::app {
namespace {

constexpr std::size_t few_nodes = 8;

bool is_pushed(const inventory::Node& node) { return node.agent.push && !node.agent.none; }

}  // namespace

std::optional<PushAnnouncement> announce_push(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const plans::PathPlan& plan,
    fleet::AgentBinaries& agents
) {
  if (std::ranges::count_if(inventory.nodes, is_pushed) <= static_cast<std::ptrdiff_t>(few_nodes))
    return std::nullopt;  // a plan may be long, and an agent is large to pack
  return announce_push(inventory, check::touched_nodes(inventory, selection, plan), agents);
}

std::optional<PushAnnouncement> announce_push(
    const inventory::Inventory& inventory,
    const std::vector<bool>& needed,
    fleet::AgentBinaries& agents
) {
  PushAnnouncement push;
  for (std::size_t node = 0; node < needed.size(); ++node) {
    if (!needed[node] || !is_pushed(inventory.nodes[node])) continue;
    ++push.nodes;
    push.kept = push.kept || inventory.nodes[node].agent.keep;
  }
  if (push.nodes <= few_nodes) return std::nullopt;
  push.each = agents.largest_sent();
  if (push.each.bytes == 0) return std::nullopt;
  return push;
}

}  // namespace oakprobe::app
