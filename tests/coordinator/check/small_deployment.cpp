#include "tests/coordinator/check/small_deployment.hpp"

#include "coordinator/check/finish_check.hpp"
#include "inventory/parse_inventory.hpp"

#include <gtest/gtest.h>

namespace oakprobe::check {

inventory::Inventory read_inventory(const std::string& yaml) {
  auto parsed = inventory::parse_inventory(yaml);
  if (parsed) return std::move(*parsed);
  for (const auto& diagnostic : parsed.error()) ADD_FAILURE() << to_string(diagnostic, "inventory");
  return {};
}

inventory::Inventory small_deployment(const std::string& worker_extra, const std::string& agent) {
  return read_inventory(
      "version: 1\n"
      "oakestra: v0.4.411\n"
      "defaults:\n"
      "  agent: {command: " +
      agent +
      "}\n"
      "nodes:\n"
      "  - {name: root, address: 192.0.2.1, roles: [root]}\n"
      "  - {name: edge, address: 192.0.2.2, roles: [cluster], cluster: edge}\n"
      "  - {name: w1, address: 192.0.2.3, roles: [worker], cluster: edge}\n"
      "  - {name: w2, address: 192.0.2.4, roles: [worker], cluster: edge" +
      worker_extra +
      "}\n"
      "  - {name: office, address: 192.0.2.5, roles: [client]}\n"
      "  - {name: internet, address: 192.0.2.6, roles: [outsider], agent: none}\n"
  );
}

std::vector<inventory::ExpectedPath> paths_of(
    const inventory::Inventory& inventory, const inventory::PathSelection& selection
) {
  std::vector<inventory::ExpectedPath> paths;
  inventory::for_each_path(inventory, selection, [&](const inventory::ExpectedPath& path) {
    paths.push_back(path);
  });
  return paths;
}

std::vector<DialledPath> dialled_paths(
    const inventory::Inventory& inventory,
    const FactsByNode& facts,
    const inventory::PathSelection& selection
) {
  std::vector<DialledPath> dialled;
  for (const inventory::ExpectedPath& path : paths_of(inventory, selection))
    dialled.push_back(dialled_path(inventory, path, facts[index_of(path.id.target)]));
  return dialled;
}

diagnosis::FinishedCheck check_of(
    const inventory::Inventory& inventory,
    const FactsByNode& facts,
    const inventory::PathSelection& selection
) {
  diagnosis::FinishedCheck check = begin_check(inventory);
  const FactsByNode known = facts.empty() ? FactsByNode(check.nodes.size()) : facts;
  for (const DialledPath& path : dialled_paths(check.inventory, known, selection))
    add_path(check, path);
  return check;
}

}  // namespace oakprobe::check
