#include "coordinator/app/named_selection.hpp"

#include "coordinator/app/choose_names.hpp"
#include "coordinator/app/plan_paths.hpp"
#include "inventory/path_name.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace oakprobe::app {
namespace {

template <class Id, class All, class NameOf>
void resolve(
    NamesToChoose names,
    const std::vector<std::string>& typed,
    const All& all,
    const NameOf& name_of,
    std::vector<Id>& ids,
    std::vector<std::string>& problems
) {
  for (const auto& one : all) names.known.emplace_back(one.*name_of);
  ChosenNames chosen = choose_names(names, typed);
  for (const std::size_t index : chosen.indexes) ids.push_back(static_cast<Id>(index));
  std::ranges::move(chosen.problems, std::back_inserter(problems));
}

}  // namespace

OrFailure<inventory::PathSelection> resolve_selection(
    const NamedSelection& named, const inventory::Inventory& inventory
) {
  inventory::PathSelection selection;
  selection.all_flows = named.all_flows;
  selection.documented_only = named.documented_only;
  const auto flow_id = &inventory::Flow::id;
  const auto node_name = &inventory::Node::name;
  std::vector<std::string> problems;
  resolve({"--flow", "flow", {}}, named.flows, inventory.flows, flow_id, selection.flows, problems);
  const auto resolve_nodes = [&](std::string_view option,
                                 const std::vector<std::string>& typed,
                                 std::vector<NodeId>& ids) {
    resolve({option, "node", {}}, typed, inventory.nodes, node_name, ids, problems);
  };
  resolve_nodes("--source", named.sources, selection.sources);
  resolve_nodes("--target", named.targets, selection.targets);
  if (!problems.empty()) return Failure{FailureKind::wrong_input, std::move(problems), {}, {}};
  return selection;
}

OrFailure<inventory::PathSelection> select_only(
    std::span<const audit::PathName> paths,
    inventory::PathSelection selection,
    const inventory::Inventory& inventory
) {
  const inventory::NameTable names(inventory);
  std::vector<PathId>& only = selection.only.emplace();
  for (const audit::PathName& path : paths)
    if (const auto id = names.find(path)) only.push_back(*id);
  std::ranges::sort(only);
  only.erase(std::unique(only.begin(), only.end()), only.end());
  selection.all_flows = true;
  if (only.empty() || inventory::count_paths(inventory, selection).empty())
    return nothing_selected();
  return selection;
}

}  // namespace oakprobe::app
