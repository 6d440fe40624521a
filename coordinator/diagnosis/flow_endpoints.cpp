#include "coordinator/diagnosis/flow_endpoints.hpp"

#include "inventory/expected_path.hpp"

namespace oakprobe::diagnosis {

std::vector<std::vector<Endpoint>> endpoints_of(
    const inventory::Inventory& inventory, const std::vector<FlowId>& flows
) {
  std::vector<std::vector<Endpoint>> endpoints(inventory.nodes.size());
  if (flows.empty()) return endpoints;
  inventory::PathSelection selection;
  selection.flows = flows;
  inventory::for_each_path(inventory, selection, [&](const inventory::ExpectedPath& path) {
    endpoints[index_of(path.id.source)].push_back({path.id.target, path.address, path.port});
  });
  return endpoints;
}

std::vector<const evidence::DialEvidence*> resolutions_of(
    const FindingBook& book, NodeId source, NodeId target, const inventory::Address& address
) {
  std::vector<const evidence::DialEvidence*> found;
  for (const std::size_t index : book.from(source)) {
    const PathState& path = book.state(index);
    const bool there = book.check().paths.id_at(index).target == target;
    if (path.dial && there && *book.end(index).address == address) found.push_back(&*path.dial);
  }
  return found;
}

bool is_itself(const inventory::Address& address) {
  const auto& literal = address.ip();
  return address.empty() || address.text() == "localhost" ||
         (literal && (literal->is_unspecified() || literal->is_loopback()));
}

}  // namespace oakprobe::diagnosis
