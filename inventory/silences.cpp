#include "inventory/silences.hpp"

#include "inventory/expected_path.hpp"

#include <string>

namespace oakprobe::inventory {
namespace {

using Ids = Silences::Ids;

// nullopt: it gives nothing, or what the inventory does not have.
std::optional<Ids> ids_of(const Inventory& inventory, const Silence& silence) {
  if (!silence.flow && !silence.source && !silence.target && !silence.node) return std::nullopt;
  bool known = true;
  const auto node = [&](const std::optional<std::string>& name) {
    const auto found = name ? inventory.find_node(*name) : std::nullopt;
    known &= found.has_value() == name.has_value();
    return found;
  };
  Ids ids;
  if (silence.flow) ids.flow = inventory.find_flow(*silence.flow);
  known &= ids.flow.has_value() == silence.flow.has_value();
  ids.source = node(silence.source);
  ids.target = node(silence.target);
  ids.node = node(silence.node);
  return known ? std::optional(ids) : std::nullopt;
}

bool fits(const auto& wanted, auto id) { return !wanted || *wanted == id; }

bool has_paths_between(
    const Inventory& inventory,
    std::optional<FlowId> flow,
    std::optional<NodeId> source,
    std::optional<NodeId> target
) {
  PathSelection selection;
  selection.all_flows = true;
  if (flow) selection.flows = {*flow};
  if (source) selection.sources = {*source};
  if (target) selection.targets = {*target};
  return !count_paths(inventory, selection).empty();
}

}  // namespace

bool is_over(const Silence& silence, UtcSeconds now) {
  return now >= silence.until.time_since_epoch();
}

bool has_paths(const Inventory& inventory, const Silence& silence) {
  const auto ids = ids_of(inventory, silence);
  if (!ids) return false;
  if (!ids->node) return has_paths_between(inventory, ids->flow, ids->source, ids->target);
  const NodeId node = *ids->node;
  return (fits(ids->source, node) && has_paths_between(inventory, ids->flow, node, ids->target)) ||
         (fits(ids->target, node) && has_paths_between(inventory, ids->flow, ids->source, node));
}

Silences::Silences(const Inventory& inventory, UtcSeconds now) {
  const auto& all = inventory.audit.silence;
  for (std::size_t position = 0; position < all.size(); ++position) {
    if (is_over(all[position], now)) continue;
    if (const auto ids = ids_of(inventory, all[position])) muting_.emplace_back(position, *ids);
  }
}

std::vector<std::size_t> Silences::that_mute(const PathId& path) const {
  std::vector<std::size_t> positions;
  for (const auto& [position, one] : muting_)
    if (fits(one.flow, path.flow) && fits(one.source, path.source) &&
        fits(one.target, path.target) &&
        (fits(one.node, path.source) || fits(one.node, path.target)))
      positions.push_back(position);
  return positions;
}

}  // namespace oakprobe::inventory
