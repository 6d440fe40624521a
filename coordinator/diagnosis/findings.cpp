#include "coordinator/diagnosis/findings.hpp"

#include "coordinator/diagnosis/finding_rules.hpp"

#include <algorithm>
#include <map>

namespace oakprobe::diagnosis {
namespace {

using Workers = std::map<std::string_view, std::vector<NodeId>>;

std::vector<NodeId> workers_of(const inventory::Inventory& inventory) {
  std::vector<NodeId> workers;
  for (std::size_t i = 0; i < inventory.nodes.size(); ++i) {
    if (inventory.nodes[i].roles.has(inventory::Role::worker))
      workers.push_back(NodeId{static_cast<std::uint32_t>(i)});
  }
  return workers;
}

// Another worker of this host name that is another machine: they have different boot ids.
std::optional<NodeId> double_of(
    const FindingBook& book, NodeId worker, const std::vector<NodeId>& namesakes
) {
  const std::string& boot = book.facts(worker).boot_id;
  const auto found = std::find_if(namesakes.begin(), namesakes.end(), [&](NodeId other) {
    const std::string& theirs = book.facts(other).boot_id;
    return !boot.empty() && !theirs.empty() && boot != theirs;
  });
  return found == namesakes.end() ? std::nullopt : std::optional(*found);
}

// What a running root told any of those who dialled it.
std::vector<wire::KnownCluster> known_clusters(const FinishedCheck& check) {
  for (const FinishedNode& node : check.nodes)
    if (!node.observation.clusters.empty()) return node.observation.clusters;
  return {};
}

}  // namespace

void find_doubled_host_names(FindingBook& book) {
  Workers by_host_name;
  const auto workers = workers_of(book.check().inventory);
  for (const NodeId worker : workers) {
    const std::string& host = book.facts(worker).host_name;
    if (!host.empty()) by_host_name[host].push_back(worker);
  }
  for (const NodeId worker : workers) {
    const std::string& host = book.facts(worker).host_name;
    if (host.empty()) continue;
    const auto other = double_of(book, worker, by_host_name.at(host));
    if (!other) continue;
    const std::string& name = book.node(worker).name;
    NodeFinding finding{worker, FindingCode::host_name_doubled};
    finding.message = name + " and " + book.node(*other).name +
                      " are two machines with one host "
                      "name, " +
                      host +
                      ": Oakestra takes them for one worker, and each throws the "
                      "other out of the MQTT broker.";
    finding.fix = "Give " + name +
                  " a host name of its own (hostnamectl set-hostname NAME) and "
                  "restart NodeEngine.";
    finding.flows = flow_named(book.check().inventory, "worker-mqtt");
    book.add(finding);
  }
}

void find_findings(FinishedCheck& check) {
  FindingBook book(check);
  for (const NodeId worker : workers_of(check.inventory)) {
    find_broken_files(book, worker);
    find_advertised_address(book, worker);
    find_stale_address(book, worker);
    find_advertised_port(book, worker);
    find_default_routes(book, worker);
    find_captured_addresses(book, worker);
  }
  find_cluster_mismatches(book);
  find_doubled_host_names(book);
  for (std::size_t i = 0; i < check.nodes.size(); ++i) {
    const NodeId node{static_cast<std::uint32_t>(i)};
    find_silent_services(book, node);
    find_failed_taps(book, node);
  }
  find_lowered_pace(book);
  find_stale_clusters(check, known_clusters(check));
}

}  // namespace oakprobe::diagnosis
