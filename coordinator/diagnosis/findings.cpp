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

FindingSearch::FindingSearch(FinishedCheck& check)
    : check_(check), book_(check), workers_(workers_of(check.inventory)) {}

void FindingSearch::search_worker(NodeId worker) {
  find_broken_files(book_, worker);
  if (has_no_overlay(book_.facts(worker))) return find_no_overlay(book_, worker);
  find_advertised_address(book_, worker);
  find_public_ipv6(book_, worker);
  find_stale_address(book_, worker);
  find_advertised_port(book_, worker);
  find_default_routes(book_, worker);
  find_captured_addresses(book_, worker);
  find_newer_files(book_, worker);
  find_overrun_tunnel(book_, worker);
}

void FindingSearch::search_node(NodeId node) {
  find_component_mismatches(book_, node);
  find_silent_services(book_, node);
  find_failed_taps(book_, node);
  find_unplanned_probes(book_, node);
  find_answers_from_elsewhere(book_, node);
}

// In this order: what one finding says of a path decides what a later one makes of it. False: the
// stage has no such step.
bool FindingSearch::advance_in(std::size_t stage, std::size_t at) {
  const auto each_worker = [&](auto rule) {
    if (at == workers_.size()) return false;
    rule(workers_[at]);
    return true;
  };
  const auto once = [&](auto rule) {
    if (at > 0) return false;
    rule();
    return true;
  };
  switch (stage) {
    case 0:
      return each_worker([&](NodeId worker) { search_worker(worker); });
    case 1:
      return once([&] { find_doubled_addresses(book_, workers_); });
    case 2:
      return once([&] { find_cluster_mismatches(book_); });
    case 3:
      return each_worker([&](NodeId worker) {
        if (!has_no_overlay(book_.facts(worker))) find_tunnel_state(book_, worker);
      });
    case 4:
      return once([&] { find_doubled_host_names(book_, workers_); });
    case 5:
      if (at == check_.nodes.size()) return false;
      search_node(NodeId{static_cast<std::uint32_t>(at)});
      return true;
    case 6:
      return once([&] {
        find_lowered_pace(book_);
        find_stale_clusters(check_, witnessed_clusters(book_));
      });
    case 7:
      return each_worker([&](NodeId worker) {
        if (has_no_overlay(book_.facts(worker))) excuse_tunnels(book_, worker);
      });
    default:
      return false;
  }
}

bool FindingSearch::advance() {
  constexpr std::size_t stages = 8;
  while (stage_ < stages) {
    if (advance_in(stage_, at_++)) return true;
    ++stage_;
    at_ = 0;
  }
  return false;
}

void find_findings(FinishedCheck& check) {
  FindingSearch search(check);
  while (search.advance()) {
  }
}

}  // namespace oakprobe::diagnosis
