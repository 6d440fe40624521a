#include "coordinator/diagnosis/findings.hpp"

#include "coordinator/diagnosis/cluster_witnesses.hpp"
#include "coordinator/diagnosis/finding_rules.hpp"

namespace oakprobe::diagnosis {
namespace {

std::vector<NodeId> workers_of(const inventory::Inventory& inventory) {
  std::vector<NodeId> workers;
  for (std::size_t i = 0; i < inventory.nodes.size(); ++i) {
    if (inventory.nodes[i].roles.has(inventory::Role::worker))
      workers.push_back(NodeId{static_cast<std::uint32_t>(i)});
  }
  return workers;
}

}  // namespace

void find_findings(FinishedCheck& check) {
  FindingBook book(check);
  const auto workers = workers_of(check.inventory);
  for (const NodeId worker : workers) {
    find_broken_files(book, worker);
    if (has_no_overlay(book.facts(worker))) {
      find_no_overlay(book, worker);
      continue;
    }
    find_advertised_address(book, worker);
    find_public_ipv6(book, worker);
    find_stale_address(book, worker);
    find_advertised_port(book, worker);
    find_default_routes(book, worker);
    find_captured_addresses(book, worker);
    find_newer_files(book, worker);
    find_overrun_tunnel(book, worker);
  }
  find_doubled_addresses(book, workers);
  find_cluster_mismatches(book);
  for (const NodeId worker : workers)
    if (!has_no_overlay(book.facts(worker))) find_tunnel_state(book, worker);
  find_doubled_host_names(book, workers);
  for (std::size_t i = 0; i < check.nodes.size(); ++i) {
    const NodeId node{static_cast<std::uint32_t>(i)};
    find_component_mismatches(book, node);
    find_silent_services(book, node);
    find_failed_taps(book, node);
    find_unplanned_probes(book, node);
    find_answers_from_elsewhere(book, node);
  }
  find_lowered_pace(book);
  find_stale_clusters(check, witnessed_clusters(book));
  for (const NodeId worker : workers)
    if (has_no_overlay(book.facts(worker))) excuse_tunnels(book, worker);
}

}  // namespace oakprobe::diagnosis
