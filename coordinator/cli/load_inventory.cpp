#include "coordinator/cli/load_inventory.hpp"

#include "base/printable.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/read_file.hpp"
#include "inventory/diagnostics.hpp"
#include "inventory/parse_inventory.hpp"

#include <algorithm>
#include <iostream>

namespace oakprobe::cli {
namespace {

// Looks names up; `find` gives an optional id, `all` are the things that have one.
template <class Id, class Find, class All, class NameOf>
bool resolve(
    std::string_view what,
    const std::vector<std::string>& names,
    const Find& find,
    const All& all,
    const NameOf& name_of,
    std::vector<Id>& ids
) {
  bool good = true;
  for (const auto& name : names) {
    if (const std::optional<Id> id = find(name)) {
      if (std::ranges::find(ids, *id) == ids.end()) ids.push_back(*id);
      continue;
    }
    std::vector<std::string_view> known;
    for (const auto& item : all) known.emplace_back(name_of(item));
    complain(
        "the inventory has no " + std::string(what) + " " + in_quotes(name) +
        inventory::did_you_mean(name, known)
    );
    good = false;
  }
  return good;
}

}  // namespace

std::optional<inventory::Inventory> load_inventory(const std::string& file) {
  const auto text = read_file(file, inventory::inventory_bytes_max);
  if (!text) {
    complain(text.error().message);
    return std::nullopt;
  }
  auto parsed = inventory::parse_inventory(*text);
  for (const auto& problem : parsed ? parsed->doubts : parsed.error()) {
    std::cerr << to_string(problem, file == "-" ? "<stdin>" : file) << '\n';
  }
  if (!parsed) return std::nullopt;
  return std::move(*parsed);
}

std::optional<inventory::PathSelection> resolve_selection(
    const SelectionOptions& options, const inventory::Inventory& inventory
) {
  inventory::PathSelection selection;
  selection.all_flows = options.all_flows;
  selection.documented_only = options.documented_only;
  const auto find_flow = [&](const std::string& id) { return inventory.find_flow(id); };
  const auto find_node = [&](const std::string& name) { return inventory.find_node(name); };
  const auto flow_id = [](const inventory::Flow& flow) -> const std::string& { return flow.id; };
  const auto node_name = [](const inventory::Node& node) -> const std::string& {
    return node.name;
  };
  const bool flows =
      resolve("flow", options.flows, find_flow, inventory.flows, flow_id, selection.flows);
  const bool sources =
      resolve("node", options.sources, find_node, inventory.nodes, node_name, selection.sources);
  const bool targets =
      resolve("node", options.targets, find_node, inventory.nodes, node_name, selection.targets);
  if (!flows || !sources || !targets) return std::nullopt;
  return selection;
}

}  // namespace oakprobe::cli
