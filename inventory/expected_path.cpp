#include "inventory/expected_path.hpp"

#include "inventory/path_rules.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_map>

namespace oakprobe::inventory {
namespace {

bool is_selected(const Flow& flow, FlowId id, const PathSelection& selection) {
  if (selection.documented_only && !flow.documented) return false;
  if (!selection.flows.empty())
    return std::ranges::find(selection.flows, id) != selection.flows.end();
  return selection.all_flows || flow.need == Need::required || flow.expect == Expect::closed;
}

// Membership in a list of nodes; an empty list means all.
std::vector<bool> chosen(const std::vector<NodeId>& list, std::size_t nodes) {
  std::vector<bool> marks(nodes, list.empty());
  for (const NodeId id : list) marks[index_of(id)] = true;
  return marks;
}

class Expansion {
 public:
  Expansion(const Inventory& inventory, const PathSelection& selection)
      : inventory_(inventory),
        selection_(selection),
        sources_(chosen(selection.sources, inventory.nodes.size())),
        targets_(chosen(selection.targets, inventory.nodes.size())) {}

  template <class Visit>
  void for_each_flow(const Visit& visit) const {
    for (std::size_t index = 0; index < inventory_.flows.size(); ++index) {
      const auto id = static_cast<FlowId>(index);
      const Flow& flow = inventory_.flows[index];
      if (is_selected(flow, id, selection_)) visit(flow, id);
    }
  }

  // Those of the flow that are selected one by one.
  [[nodiscard]] std::vector<PathId> single_paths(FlowId flow) const {
    std::vector<PathId> paths;
    const auto& only = *selection_.only;
    auto path = std::ranges::lower_bound(only, flow, {}, &PathId::flow);
    for (; path != only.end() && path->flow == flow; ++path)
      if (sources_[index_of(path->source)] && targets_[index_of(path->target)] &&
          path_between(inventory_, *path))
        paths.push_back(*path);
    return paths;
  }

  [[nodiscard]] FlowEnds ends(const Flow& flow) const {
    FlowEnds found;
    for (std::size_t index = 0; index < inventory_.nodes.size(); ++index) {
      const Node& node = inventory_.nodes[index];
      const auto id = static_cast<NodeId>(index);
      if (sources_[index] && can_be_source(flow, node)) found.sources.push_back(id);
      if (targets_[index] && can_be_target(flow, node)) found.targets.push_back(id);
    }
    return found;
  }

 private:
  const Inventory& inventory_;
  const PathSelection& selection_;
  std::vector<bool> sources_;
  std::vector<bool> targets_;
};

using Visit = std::function<void(const ExpectedPath&)>;

// One target of a flow, with what does not depend on the source worked out once.
struct Target {
  NodeId id{};
  const Node* node = nullptr;
  DialledEndpoint plain;
};

void visit_target(
    const Inventory& inventory,
    const Flow& flow,
    FlowId flow_id,
    NodeId source,
    const Target& target,
    const Visit& visit
) {
  if (source == target.id && !may_dial_itself(flow)) return;
  DialledEndpoint dialled = target.plain;
  if (!target.node->dial.empty()) {
    const auto* exception = exception_for(flow, inventory.node(source), *target.node);
    if (exception != nullptr) dialled = endpoint(flow, *target.node, *exception);
  }
  visit({{flow_id, source, target.id}, dialled.address, dialled.port, dialled.listen, dialled.tls});
}

void visit_flow(
    const Inventory& inventory,
    const Flow& flow,
    FlowId flow_id,
    const FlowEnds& ends,
    const Visit& visit
) {
  // Targets by cluster where only those of the source's own count; else all under one name.
  std::unordered_map<std::string_view, std::vector<Target>> groups;
  const bool own_cluster = flow.scope == Scope::own_cluster;
  for (const NodeId id : ends.targets) {
    const Node& node = inventory.node(id);
    const std::string_view group = own_cluster ? std::string_view(node.cluster) : "";
    if (own_cluster && group.empty()) continue;
    groups[group].push_back({id, &node, plain_endpoint(flow, node)});
  }
  for (const NodeId source : ends.sources) {
    const auto found =
        groups.find(own_cluster ? std::string_view(inventory.node(source).cluster) : "");
    if (found == groups.end()) continue;
    for (const auto& target : found->second) {
      visit_target(inventory, flow, flow_id, source, target, visit);
    }
  }
}

std::uint64_t count_pairs(const Inventory& inventory, const Flow& flow, const FlowEnds& ends) {
  std::uint64_t pairs = 0;
  if (flow.scope == Scope::any) {
    pairs = std::uint64_t{ends.sources.size()} * ends.targets.size();
  } else {
    std::unordered_map<std::string_view, std::uint64_t> targets;
    for (const NodeId id : ends.targets) ++targets[inventory.node(id).cluster];
    targets.erase("");
    for (const NodeId id : ends.sources) {
      const auto found = targets.find(inventory.node(id).cluster);
      if (found != targets.end()) pairs += found->second;
    }
  }
  if (may_dial_itself(flow)) return pairs;
  // Both lists are in ascending order; what is in both would dial itself.
  std::vector<NodeId> both;
  std::ranges::set_intersection(ends.sources, ends.targets, std::back_inserter(both));
  for (const NodeId id : both) pairs -= in_scope(flow, inventory.node(id), inventory.node(id));
  return pairs;
}

}  // namespace

void for_each_path(const Inventory& inventory, const PathSelection& selection, const Visit& visit) {
  const Expansion expansion(inventory, selection);
  expansion.for_each_flow([&](const Flow& flow, FlowId id) {
    if (!selection.only) return visit_flow(inventory, flow, id, expansion.ends(flow), visit);
    for (const PathId& path : expansion.single_paths(id)) visit(*path_between(inventory, path));
  });
}

std::optional<ExpectedPath> path_between(const Inventory& inventory, const PathId& path) {
  const Flow& flow = inventory.flow(path.flow);
  const Node& source = inventory.node(path.source);
  const Node& target = inventory.node(path.target);
  if (!can_be_source(flow, source) || !can_be_target(flow, target)) return std::nullopt;
  if (!in_scope(flow, source, target)) return std::nullopt;
  std::optional<ExpectedPath> found;
  const Target dialled{path.target, &target, plain_endpoint(flow, target)};
  visit_target(inventory, flow, path.flow, path.source, dialled, [&](const ExpectedPath& one) {
    found = one;
  });
  return found;
}

FlowEnds ends_of(const Inventory& inventory, const PathSelection& selection, FlowId flow) {
  const Expansion expansion(inventory, selection);
  if (!selection.only) return expansion.ends(inventory.flow(flow));
  FlowEnds ends;
  for (const PathId& path : expansion.single_paths(flow)) {
    ends.sources.push_back(path.source);
    ends.targets.push_back(path.target);
  }
  for (std::vector<NodeId>* nodes : {&ends.sources, &ends.targets}) {
    std::ranges::sort(*nodes);
    nodes->erase(std::unique(nodes->begin(), nodes->end()), nodes->end());
  }
  return ends;
}

std::vector<FlowCount> count_paths(const Inventory& inventory, const PathSelection& selection) {
  std::vector<FlowCount> counts;
  const Expansion expansion(inventory, selection);
  expansion.for_each_flow([&](const Flow& flow, FlowId id) {
    const std::uint64_t paths = selection.only ? expansion.single_paths(id).size()
                                               : count_pairs(inventory, flow, expansion.ends(flow));
    if (paths > 0) counts.push_back({id, paths});
  });
  return counts;
}

}  // namespace oakprobe::inventory
