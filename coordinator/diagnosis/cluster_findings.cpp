#include "coordinator/diagnosis/addresses.hpp"
#include "coordinator/diagnosis/finding_rules.hpp"
#include "coordinator/diagnosis/findings.hpp"
#include "coordinator/diagnosis/flow_endpoints.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {
namespace {

void find_mqtt_port(
    FindingBook& book,
    NodeId worker,
    const std::vector<Endpoint>& clusters,
    std::vector<FlowId> flows
) {
  const oakestra::NetManagerConfig& netcfg = book.facts(worker).netcfg;
  if (netcfg.state != oakestra::FileState::sound || clusters.empty()) return;
  const bool right = std::any_of(clusters.begin(), clusters.end(), [&](const Endpoint& one) {
    return netcfg.mqtt_port == std::to_string(one.port);
  });
  if (right) return;
  const bool empty = netcfg.mqtt_port.empty();
  NodeFinding finding{
      worker,
      empty ? FindingCode::cluster_mqtt_port_empty : FindingCode::cluster_mqtt_port_mismatch};
  const Endpoint& wanted = clusters.front();
  finding.facts.endpoints = {{wanted.target, wanted.address->text(), wanted.port}};
  finding.flows = std::move(flows);
  book.add(finding);
}

enum class Fit : std::uint8_t { right, wrong_port, wrong_address };

Fit fit_of(const FindingBook& book, NodeId worker, const Endpoint& cluster) {
  const oakestra::NodeEngineConfig& conf = book.facts(worker).node_engine;
  const bool same_machine = is_same_host(book.seen(worker), book.seen(cluster.target));
  const auto resolved = resolutions_of(book, worker, cluster.target, *cluster.address);
  const bool right =
      is_itself(conf.cluster_address)
          ? same_machine || is_itself(*cluster.address)
          : same_address(*cluster.address, conf.cluster_address, resolved).value_or(true);
  if (!right) return Fit::wrong_address;
  return conf.cluster_port == 0 || conf.cluster_port == cluster.port ? Fit::right : Fit::wrong_port;
}

void find_cluster_address(FindingBook& book, NodeId worker, const std::vector<Endpoint>& clusters) {
  const oakestra::NodeEngineConfig& conf = book.facts(worker).node_engine;
  if (conf.state != oakestra::FileState::sound || clusters.empty()) return;
  Fit best = Fit::wrong_address;
  for (const Endpoint& cluster : clusters) best = std::min(best, fit_of(book, worker, cluster));
  if (best == Fit::right) return;
  const Endpoint& wanted = clusters.front();
  NodeFinding finding{worker, FindingCode::cluster_address_mismatch};
  finding.facts.endpoints = {{wanted.target, wanted.address->text(), wanted.port}};
  const auto& inventory = book.check().inventory;
  finding.flows = flow_named(inventory, "worker-handshake");
  if (best == Fit::wrong_address) {
    for (const FlowId flow : flow_named(inventory, "worker-mqtt")) finding.flows.push_back(flow);
  }
  book.add(finding);
}

}  // namespace

void find_cluster_mismatches(FindingBook& book) {
  const inventory::Inventory& inventory = book.check().inventory;
  const auto mqtt = flow_named(inventory, "worker-mqtt");
  const auto brokers = endpoints_of(inventory, mqtt);
  const auto managers = endpoints_of(inventory, flow_named(inventory, "worker-handshake"));
  for (std::size_t i = 0; i < inventory.nodes.size(); ++i) {
    const NodeId worker{static_cast<std::uint32_t>(i)};
    if (!book.node(worker).roles.has(inventory::Role::worker)) continue;
    find_cluster_address(book, worker, managers[i]);
    if (!has_no_overlay(book.facts(worker))) find_mqtt_port(book, worker, brokers[i], mqtt);
  }
}

void find_stale_clusters(FinishedCheck& check, std::span<const evidence::KnownCluster> known) {
  FindingBook book(check);
  const auto deploy = flow_named(check.inventory, "root-deploy");
  std::vector<FlowId> flows = deploy;
  for (const FlowId flow : flow_named(check.inventory, "root-network")) flows.push_back(flow);
  const auto endpoints = endpoints_of(check.inventory, deploy);
  for (std::size_t root = 0; root < endpoints.size(); ++root) {
    for (const Endpoint& cluster : endpoints[root]) {
      const inventory::Node& node = book.node(cluster.target);
      const auto entry =
          std::find_if(known.begin(), known.end(), [&](const evidence::KnownCluster& one) {
            return one.name == node.cluster;
          });
      if (entry == known.end()) continue;
      const NodeId source{static_cast<std::uint32_t>(root)};
      const auto resolved = resolutions_of(book, source, cluster.target, *cluster.address);
      const bool same_place =
          same_address(*cluster.address, entry->address, resolved).value_or(true);
      if (same_place && (entry->port == 0 || entry->port == cluster.port)) continue;
      NodeFinding finding{cluster.target, FindingCode::cluster_address_stale};
      finding.facts.value = entry->address;
      finding.facts.port = entry->port;
      finding.facts.endpoints = {{cluster.target, cluster.address->text(), cluster.port}};
      finding.flows = flows;
      finding.only = [source](const FinishedPath& path) { return path.id.source == source; };
      book.add(finding);
    }
  }
}

}  // namespace oakprobe::diagnosis
