#include "coordinator/diagnosis/scopes.hpp"

#include <map>

namespace oakprobe::diagnosis {
namespace {

// Two nodes are told by name. Smaller networks are many, and so would be the scopes.
constexpr std::uint32_t network_min = 3;

std::uint32_t service_key(Protocol protocol, std::uint16_t port) {
  return static_cast<std::uint32_t>(protocol) << 16U | port;
}

}  // namespace

Scopes::Scopes(const FinishedCheck& check)
    : check_(check), names_(1), network_(check.inventory.nodes.size()), services_(1) {
  number_networks();
  check.paths.for_each_end([&](FlowId flow, NodeId target, const PathEnd& end) {
    const Protocol protocol = check.inventory.flow(flow).protocol;
    const auto number = static_cast<std::uint32_t>(services_.size());
    const auto [known, is_new] = service_of_.try_emplace(service_key(protocol, end.port), number);
    if (is_new) services_.push_back({protocol, end.port, target});
    Service& service = services_[known->second];
    service.common |= service.target != target;
  });
}

void Scopes::number_networks() {
  const auto& nodes = check_.inventory.nodes;
  std::map<std::string_view, std::uint32_t> sizes;
  for (const inventory::Node& node : nodes)
    if (!node.cluster.empty()) ++sizes[node.cluster];
  std::map<std::string_view, std::uint32_t> numbers;
  for (std::size_t at = 0; at < nodes.size(); ++at) {
    const std::string& cluster = nodes[at].cluster;
    if (cluster.empty() || sizes[cluster] < network_min) continue;
    const auto next = static_cast<std::uint32_t>(names_.size());
    const auto [known, is_new] = numbers.try_emplace(cluster, next);
    if (is_new) names_.push_back(cluster);
    network_[at] = known->second;
  }
  first_of_.resize(names_.size() + 1);
  for (const std::uint32_t network : network_) ++first_of_[network + 1];
  for (std::size_t at = 1; at < first_of_.size(); ++at) first_of_[at] += first_of_[at - 1];
  std::vector<std::uint32_t> next(first_of_.begin(), first_of_.end() - 1);
  node_.resize(nodes.size());
  for (std::uint32_t node = 0; node < nodes.size(); ++node) {
    rank_.push_back(next[network_[node]]++);
    node_[rank_.back()] = NodeId{node};
  }
}

RankRange Scopes::ranks(std::uint32_t number) const {
  if (number == 0) return {0, nodes()};
  if (!is_node(number)) return {first_of_[number], first_of_[number + 1]};
  const std::uint32_t rank = number - networks() - 1;
  return {rank, rank + 1};
}

std::uint32_t Scopes::service_of(FlowId flow, std::uint16_t port) const {
  return service_of_.at(service_key(check_.inventory.flow(flow).protocol, port));
}

CauseScope Scopes::told(const Scope& scope) const {
  CauseScope told;
  const auto end = [&](std::uint32_t number, std::optional<NodeId>& node, std::string& network) {
    if (is_node(number))
      node = node_[ranks(number).first];
    else
      network = names_[number];
  };
  end(scope.source, told.source, told.source_network);
  end(scope.target, told.target, told.target_network);
  told.protocol = services_[scope.service].protocol;
  told.port = services_[scope.service].port;
  return told;
}

}  // namespace oakprobe::diagnosis
