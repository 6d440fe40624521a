#include "coordinator/app/named_selection.hpp"

#include "coordinator/app/choose_names.hpp"

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

}  // namespace oakprobe::app
