#include "coordinator/app/explained_pair.hpp"

#include "base/printable.hpp"
#include "coordinator/app/choose_names.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace oakprobe::app {
namespace {

NamesToChoose node_names(const inventory::Inventory& inventory) {
  NamesToChoose names{"", "node", {}};
  for (const auto& node : inventory.nodes) names.known.emplace_back(node.name);
  return names;
}

// A name of the pair is one node's.
OrFailure<NodeId> find_end(const inventory::Inventory& inventory, const std::string& name) {
  if (const auto node = inventory.find_node(name)) return *node;
  if (name.find_first_of(",[") != std::string::npos)
    return wrong_input(
        "explain is about two nodes, and " + in_quotes(name) + " may be several; name one"
    );
  const NamesToChoose names = node_names(inventory);
  return wrong_input("the inventory has no node " + in_quotes(name) + near_names(name, names));
}

bool has_path(const inventory::Inventory& inventory, NodeId source, NodeId target) {
  for (std::size_t index = 0; index < inventory.flows.size(); ++index) {
    const PathId path{static_cast<FlowId>(index), source, target};
    if (path_between(inventory, path)) return true;
  }
  return false;
}

std::string with_roles(const inventory::Node& node) {
  std::string roles;
  for (const auto role : inventory::all_roles) {
    if (node.roles.has(role)) roles.append(roles.empty() ? "" : ", ").append(to_string(role));
  }
  return in_quotes(node.name) + " (" + roles + ")";
}

// Why there is nothing to explain; empty: there is.
std::string nothing_between(const inventory::Inventory& inventory, NodeId source, NodeId target) {
  if (has_path(inventory, source, target) || has_path(inventory, target, source)) return "";
  const inventory::Node& one = inventory.node(source);
  const inventory::Node& other = inventory.node(target);
  const std::string way_on =
      "; oakprobe plan INVENTORY --source " + one.name + " lists what it dials";
  if (source == target)
    return with_roles(one) + " dials nothing of its own; name two nodes" + way_on;
  return "there is no flow between " + with_roles(one) + " and " + with_roles(other) +
         ", in neither direction" + way_on;
}

}  // namespace

OrFailure<NodeId> choose_node(const inventory::Inventory& inventory, const std::string& name) {
  if (const auto node = inventory.find_node(name)) return *node;
  const NamesToChoose names = node_names(inventory);
  return wrong_input("there is no node " + in_quotes(name) + near_names(name, names));
}

OrFailure<ExplainedPair> choose_pair(
    const inventory::Inventory& inventory, const std::string& source, const std::string& target
) {
  Failure unknown{FailureKind::wrong_input, {}, {}, {}};
  const auto find = [&](const std::string& name) {
    const auto node = find_end(inventory, name);
    if (!node) std::ranges::copy(node.error().messages, std::back_inserter(unknown.messages));
    return node ? *node : NodeId{};
  };
  ExplainedPair pair;
  pair.source = find(source);
  pair.target = find(target);
  if (!unknown.messages.empty()) return unknown;
  std::string nothing = nothing_between(inventory, pair.source, pair.target);
  if (!nothing.empty()) return wrong_input(std::move(nothing));
  pair.selection.all_flows = true;
  pair.selection.sources = {pair.source, pair.target};
  pair.selection.targets = pair.selection.sources;
  return pair;
}

}  // namespace oakprobe::app
