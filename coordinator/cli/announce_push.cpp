#include "coordinator/cli/announce_push.hpp"

#include "coordinator/check/plan.hpp"
#include "coordinator/cli/megabytes.hpp"

#include <algorithm>
#include <vector>

namespace oakprobe::cli {
namespace {

constexpr std::size_t few_nodes = 8;

}  // namespace

std::string push_announcement(std::size_t nodes, fleet::AgentBinaries::SentSize each, bool kept) {
  if (nodes <= few_nodes || each.bytes == 0) return "";
  return "sends the agent (" + megabytes(each.bytes) + " MB" + (each.packed ? ", compressed" : "") +
         ") to " + std::to_string(nodes) + " nodes: " + (kept ? "at most " : "") +
         megabytes(nodes * each.bytes) + " MB";
}

std::string push_announcement(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const plans::PathPlan& plan,
    fleet::AgentBinaries& agents
) {
  const auto pushed = [](const inventory::Node& node) {
    return node.agent.push && !node.agent.none;
  };
  if (std::ranges::count_if(inventory.nodes, pushed) <= static_cast<std::ptrdiff_t>(few_nodes))
    return "";  // a plan may be long, and an agent is large to pack
  const std::vector<bool> touched = check::touched_nodes(inventory, selection, plan);
  std::size_t nodes = 0;
  bool kept = false;
  for (std::size_t node = 0; node < touched.size(); ++node) {
    if (!touched[node] || !pushed(inventory.nodes[node])) continue;
    ++nodes;
    kept = kept || inventory.nodes[node].agent.keep;
  }
  if (nodes <= few_nodes) return "";
  return push_announcement(nodes, agents.largest_sent(), kept);
}

}  // namespace oakprobe::cli
