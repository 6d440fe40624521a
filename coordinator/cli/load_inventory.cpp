#include "coordinator/cli/load_inventory.hpp"

#include "coordinator/cli/choose_names.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/read_file.hpp"
#include "inventory/parse_inventory.hpp"

#include <iostream>

namespace oakprobe::cli {
namespace {

template <class Id, class All, class NameOf>
bool resolve(
    NamesToChoose names,
    const std::vector<std::string>& typed,
    const All& all,
    const NameOf& name_of,
    std::vector<Id>& ids
) {
  for (const auto& one : all) names.known.emplace_back(one.*name_of);
  const ChosenNames chosen = choose_names(names, typed);
  for (const std::size_t index : chosen.indexes) ids.push_back(static_cast<Id>(index));
  for (const auto& problem : chosen.problems) complain(problem);
  return chosen.problems.empty();
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
  const auto flow_id = &inventory::Flow::id;
  const auto node_name = &inventory::Node::name;
  const bool good_flows =
      resolve({"--flow", "flow", {}}, options.flows, inventory.flows, flow_id, selection.flows);
  const bool good_sources = resolve(
      {"--source", "node", {}}, options.sources, inventory.nodes, node_name, selection.sources
  );
  const bool good_targets = resolve(
      {"--target", "node", {}}, options.targets, inventory.nodes, node_name, selection.targets
  );
  if (!good_flows || !good_sources || !good_targets) return std::nullopt;
  return selection;
}

}  // namespace oakprobe::cli
