#include "planted_faults.hpp"

#include <bit>
#include <initializer_list>

namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;

constexpr std::uint32_t clusters = 4;
constexpr std::uint32_t nodes = 40;  // 0: the root; 1 to 4: the clusters; the others: workers

std::uint32_t cluster_of(NodeId node) { return (index_of(node) - 1) % clusters; }

bool is_cluster(NodeId node) { return index_of(node) > 0 && index_of(node) <= clusters; }
bool is_worker(NodeId node) { return index_of(node) > clusters; }

Judgement stopped(Cause cause, SegmentSet where) {
  return verdict_of(Status::blocked, cause, where);
}

}  // namespace

Deployment::Deployment() {
  for (std::uint32_t at = 0; at < nodes; ++at) {
    inventory::Node node;
    node.name = "n" + std::to_string(at);
    node.address = "192.0.2." + std::to_string(at + 1);
    if (at > 0) node.cluster = "edge-" + std::to_string(cluster_of(NodeId{at}));
    one_.check.inventory.nodes.push_back(node);
    one_.check.nodes.emplace_back().observation.agent = AgentState::reached;
  }
  add_flow("worker-tunnel", Protocol::udp, 50'103, [](NodeId from, NodeId to) {
    return is_worker(from) && is_worker(to) && from != to;
  });
  for (const std::uint16_t port : std::initializer_list<std::uint16_t>{10'100, 10'003})
    add_flow("to-cluster", Protocol::tcp, port, [](NodeId from, NodeId to) {
      return is_worker(from) && is_cluster(to) && cluster_of(from) == cluster_of(to);
    });
  for (const std::uint16_t port : std::initializer_list<std::uint16_t>{10'000, 10'099, 50'052})
    add_flow("to-root", Protocol::tcp, port, [](NodeId from, NodeId to) {
      return is_cluster(from) && index_of(to) == 0;
    });
  for (const std::uint16_t port : std::initializer_list<std::uint16_t>{10'100, 10'110})
    add_flow("from-root", Protocol::tcp, port, [](NodeId from, NodeId to) {
      return index_of(from) == 0 && is_cluster(to);
    });
}

std::vector<Positions> Deployment::suffer(const std::vector<Fault>& faults) {
  std::vector<Positions> decided(faults.size());
  one_.check.paths = {};
  for (std::size_t at = 0; at < ids_.size(); ++at) {
    const Fault* worst = nullptr;
    std::vector<std::size_t> alike;
    for (std::size_t number = 0; number < faults.size(); ++number) {
      const Fault& fault = faults[number];
      if (!fault.predicts(ids_[at])) continue;
      if (worst && rank(fault) > rank(*worst)) continue;
      if (!worst || rank(fault) < rank(*worst) || worst->judgement != fault.judgement)
        alike.clear();
      worst = &fault;
      alike.push_back(number);
    }
    if (alike.size() == 1) decided[alike.front()].insert(at);
    add(ids_[at], worst);
  }
  summarize(one_.check);
  return decided;
}

std::pair<int, int> Deployment::rank(const Fault& fault) {
  const int first = std::countr_zero(fault.judgement.where.bits());
  return {fault.judgement.status == Status::blocked ? 0 : 1, first};
}

void Deployment::add_flow(
    const char* id,
    Protocol protocol,
    std::uint16_t port,
    const std::function<bool(NodeId, NodeId)>& has
) {
  const FlowId flow = one_.flow(id, protocol, port);
  for (std::uint32_t from = 0; from < nodes; ++from)
    for (std::uint32_t to = 0; to < nodes; ++to)
      if (has(NodeId{from}, NodeId{to})) ids_.push_back({flow, NodeId{from}, NodeId{to}});
}

void Deployment::add(const PathId& id, const Fault* fault) {
  FinishedPath path;
  path.id = id;
  path.port = port_of(id);
  path.address = one_.check.inventory.node(id.target).address;
  path.verdict = fault ? fault->judgement : verdict_of(Status::open);
  if (fault && fault->router) {
    evidence::DialFailure failure;
    failure.icmp.emplace().from = *parse_ip_address(fault->router);
    path.dial.emplace().failures = {failure};
  }
  one_.check.paths.add(path);
}

Fault Faults::draw() {
  const PathId path = deployment_.id(random_() % deployment_.size());
  const std::uint16_t port = deployment_.port_of(path);
  const auto to_port = [this, path, port](const PathId& id) {
    return id.target == path.target && deployment_.port_of(id) == port;
  };
  const auto from_a = static_cast<std::uint32_t>(random_() % clusters);
  const auto to_b =
      static_cast<std::uint32_t>((from_a + 1 + random_() % (clusters - 1)) % clusters);
  const auto crosses = [from_a, to_b](const PathId& id) {
    return index_of(id.source) > 0 && index_of(id.target) > 0 && cluster_of(id.source) == from_a &&
           cluster_of(id.target) == to_b;
  };
  const auto dropped = [](SegmentSet where) { return stopped(Cause::dropped, where); };
  const std::string to = " to n" + std::to_string(index_of(path.target));
  const std::string of_port = to + " " + std::to_string(port);
  switch (random_() % 12) {
    case 0:
      return {"port dropped" + of_port, dropped({target_firewall}), to_port};
    case 1:
      return {"all dropped" + to, dropped({target_firewall}), [path](const PathId& id) {
                return id.target == path.target;
              }};
    case 2:
      return {"nothing gets out", dropped({source_firewall}), [path](const PathId& id) {
                return id.source == path.source;
              }};
    case 3:
      return {"no way between clusters", dropped({network}), crosses};
    case 4:
      return {"a hop refuses", stopped(Cause::rejected, {network}), crosses, "198.51.100.1"};
    case 5:
      return {
          "a network is filtered" + of_port,
          dropped({target_firewall}),
          [to_port, from_a](const PathId& id) {
            return to_port(id) && index_of(id.source) > 0 && cluster_of(id.source) == from_a;
          }};
    case 6:
      return {"nothing listens" + of_port, stopped(Cause::refused, {target_host}), to_port};
    case 7:
      return {"a port is dropped everywhere", dropped({network}), [this, port](const PathId& id) {
                return deployment_.port_of(id) == port;
              }};
    case 8:
      return {
          "loss" + to,
          verdict_of(Status::degraded, Cause::loss, {network, target_firewall}),
          [path](const PathId& id) { return id.target == path.target; }};
    case 9:
      return {
          "a small link",
          verdict_of(Status::degraded, Cause::mtu, {network}),
          [path](const PathId& id) {
            return id.source == path.target || id.target == path.target;
          }};
    case 10:
      return {"a source is banned" + to, dropped({target_firewall}), [path](const PathId& id) {
                return id.source == path.source && id.target == path.target;
              }};
    default:
      return {
          "a way is cut",
          dropped({source_firewall, network, target_firewall}),
          [path](const PathId& id) {
            return id.source == path.source && id.target == path.target;
          }};
  }
}

Positions predicted(const Deployment& deployment, const Fault& fault) {
  Positions all;
  for (std::size_t at = 0; at < deployment.size(); ++at)
    if (fault.predicts(deployment.id(at))) all.insert(at);
  return all;
}

}  // namespace oakprobe::diagnosis::test
