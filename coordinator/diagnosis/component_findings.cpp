#include "base/parse_number.hpp"
#include "coordinator/diagnosis/addresses.hpp"
#include "coordinator/diagnosis/finding_rules.hpp"
#include "coordinator/diagnosis/flow_endpoints.hpp"
#include "oakestra/proxy_bypass.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace oakprobe::diagnosis {
namespace {

using oakestra::ToldEnvironment;
using oakestra::ToldVariable;
using oakestra::value_of;

// Where a component's environment leads one of its flows.
struct ToldWay {
  std::string_view component;
  std::string_view flow;
  std::string_view address;  // the variable
  std::string_view port;     // so
};

// cluster_manager's gRPC port is built into its image unless it is told.
constexpr std::array<ToldWay, 3> ways_to_root{{
    {"cluster_manager", "cluster-api", "SYSTEM_MANAGER_URL", "SYSTEM_MANAGER_PORT"},
    {"cluster_manager", "cluster-registration", "SYSTEM_MANAGER_URL", "SYSTEM_MANAGER_GRPC_PORT"},
    {"cluster_service_manager",
     "cluster-network",
     "ROOT_SERVICE_MANAGER_URL",
     "ROOT_SERVICE_MANAGER_PORT"},
}};

bool is_told(const ToldEnvironment& told, std::string_view name) {
  return std::ranges::find(told, name, &ToldVariable::name) != told.end();
}

FindingFacts told_facts(
    const evidence::RunningComponent& component,
    std::string_view variable,
    std::string_view value,
    std::uint16_t port,
    const Endpoint& wanted
) {
  FindingFacts facts;
  facts.component = component.name;
  facts.variable = variable;
  facts.value = value;
  facts.port = port;
  facts.endpoints = {{wanted.target, wanted.address->text(), wanted.port}};
  return facts;
}

// The address leads to that endpoint; also where that cannot be known.
bool may_lead_to(
    const FindingBook& book,
    NodeId source,
    const evidence::RunningComponent& component,
    const Endpoint& wanted,
    std::string_view told
) {
  if (is_itself(inventory::Address(told))) {
    // A container of its own is alone on its loopback.
    const bool shared = !component.own_network && !told.empty();
    return shared && is_same_host(book.seen(source), book.seen(wanted.target));
  }
  const auto resolved = resolutions_of(book, source, wanted.target, *wanted.address);
  return same_address(*wanted.address, told, resolved).value_or(true);
}

// One way that the environment leads elsewhere than to any of the endpoints.
struct WrongWay {
  std::string_view variable;
  std::string_view address;  // that it was told; empty, too, where it is the port that is wrong
  std::uint16_t port = 0;    // so; 0: it is the address
  Endpoint root;
  std::vector<FlowId> flows;
};

std::optional<WrongWay> wrong_way(
    const FindingBook& book,
    NodeId cluster,
    const evidence::RunningComponent& component,
    const ToldWay& way
) {
  const auto flows = flow_named(book.check().inventory, way.flow);
  const auto wanted = endpoints_of(book.check().inventory, flows)[index_of(cluster)];
  if (wanted.empty()) return std::nullopt;
  const std::string_view address = value_of(*component.environment, way.address);
  const auto port = parse_port(value_of(*component.environment, way.port));
  const bool has_address = is_told(*component.environment, way.address);
  const auto leads_there = [&](const Endpoint& one) {
    return !has_address || may_lead_to(book, cluster, component, one, address);
  };
  if (std::ranges::none_of(wanted, leads_there))
    return WrongWay{way.address, address, 0, wanted.front(), flows};
  const bool right_port = std::ranges::any_of(wanted, [&](const Endpoint& one) {
    return leads_there(one) && (!port || *port == one.port);
  });
  if (right_port) return std::nullopt;
  return WrongWay{way.port, {}, *port, *std::ranges::find_if(wanted, leads_there), flows};
}

// A wrong address is told once for all flows of a component.
void find_ways_to_root(
    FindingBook& book, NodeId cluster, const evidence::RunningComponent& component
) {
  std::vector<WrongWay> wrong;
  for (const ToldWay& way : ways_to_root) {
    if (way.component != component.name) continue;
    auto found = wrong_way(book, cluster, component, way);
    if (!found) continue;
    const auto same = std::ranges::find(wrong, found->variable, &WrongWay::variable);
    if (same == wrong.end()) {
      wrong.push_back(*std::move(found));
    } else {
      same->flows.insert(same->flows.end(), found->flows.begin(), found->flows.end());
    }
  }
  for (const WrongWay& way : wrong) {
    NodeFinding finding{cluster, FindingCode::root_address_mismatch};
    finding.facts = told_facts(component, way.variable, way.address, way.port, way.root);
    finding.facts.to_itself =
        way.port == 0 && is_itself(inventory::Address(way.address)) && component.own_network;
    finding.flows = way.flows;
    book.add(finding);
  }
}

// From v0.4.411 on (oakestra#518) a root registers no cluster that does not tell its address. Which
// release runs is the inventory's word alone.
void find_missing_address(
    FindingBook& book, NodeId cluster, const evidence::RunningComponent& component
) {
  const auto& inventory = book.check().inventory;
  const auto flows = flow_named(inventory, "cluster-registration");
  const inventory::Node& node = book.node(cluster);
  const bool wanted = !inventory.release_assumed && !flows.empty() && !node.gateway &&
                      node.release == inventory.release &&
                      !inventory.flow(flows.front()).source_preserved;
  if (!wanted || !value_of(*component.environment, "CLUSTER_ADDRESS").empty()) return;
  NodeFinding finding{cluster, FindingCode::own_address_mismatch};
  finding.severity = Severity::warning;
  finding.flows = flows;
  book.add(finding);
}

// cluster_manager tells the root where it can be dialled: CLUSTER_ADDRESS, in releases that have
// it, and MY_PORT.
void find_own_address(
    FindingBook& book, NodeId cluster, const evidence::RunningComponent& component
) {
  const auto& inventory = book.check().inventory;
  const auto deploy = flow_named(inventory, "root-deploy");
  const auto endpoints = endpoints_of(inventory, deploy);
  const std::string_view address = value_of(*component.environment, "CLUSTER_ADDRESS");
  const auto port = parse_port(value_of(*component.environment, "MY_PORT"));
  for (std::size_t root = 0; root < endpoints.size(); ++root) {
    for (const Endpoint& wanted : endpoints[root]) {
      if (wanted.target != cluster) continue;
      const NodeId source{static_cast<std::uint32_t>(root)};
      const auto resolved = resolutions_of(book, source, cluster, *wanted.address);
      const bool right_address =
          address.empty() ||
          (is_itself(inventory::Address(address))
               ? is_itself(*wanted.address)
               : same_address(*wanted.address, address, resolved).value_or(true));
      const bool right_port = !port || *port == wanted.port;
      if (right_address && right_port) continue;
      NodeFinding finding{cluster, FindingCode::own_address_mismatch};
      finding.facts = right_address ? told_facts(component, "MY_PORT", {}, *port, wanted)
                                    : told_facts(component, "CLUSTER_ADDRESS", address, 0, wanted);
      finding.flows = deploy;
      if (!right_address)
        for (const FlowId flow : flow_named(inventory, "root-network"))
          finding.flows.push_back(flow);
      finding.only = [source](const FinishedPath& path) { return path.id.source == source; };
      book.add(finding);
    }
  }
}

// cluster_manager tells NodeEngine the broker's port in its answer to the handshake.
void find_broker_port(
    FindingBook& book, NodeId cluster, const evidence::RunningComponent& component
) {
  const auto& inventory = book.check().inventory;
  const auto flows = flow_named(inventory, "worker-mqtt");
  const auto port = parse_port(value_of(*component.environment, "MQTT_BROKER_PORT"));
  if (!port) return;
  for (const auto& endpoints : endpoints_of(inventory, flows)) {
    for (const Endpoint& wanted : endpoints) {
      if (wanted.target != cluster || wanted.port == *port) continue;
      NodeFinding finding{cluster, FindingCode::broker_port_mismatch};
      finding.facts = told_facts(component, "MQTT_BROKER_PORT", {}, *port, wanted);
      finding.flows = flows;
      return book.add(finding);
    }
  }
}

// The first of the variables that is set; requests (HTTP) and gRPC look for different ones.
const ToldVariable* proxy_for(const ToldEnvironment& told, inventory::Service service) {
  static constexpr std::array<std::string_view, 4> http{
      "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"};
  static constexpr std::array<std::string_view, 3> grpc{"grpc_proxy", "https_proxy", "http_proxy"};
  const auto first = [&](const auto& names) -> const ToldVariable* {
    for (const std::string_view name : names) {
      const auto found = std::ranges::find(told, name, &ToldVariable::name);
      if (found != told.end() && !found->value.empty()) return &*found;
    }
    return nullptr;
  };
  if (service == inventory::Service::grpc) return first(grpc);
  return service == inventory::Service::http ? first(http) : nullptr;
}

void find_proxy(FindingBook& book, NodeId node, const evidence::RunningComponent& component) {
  const ToldEnvironment& told = *component.environment;
  const bool small = is_told(told, "no_proxy");
  const std::string_view no_proxy = value_of(told, small ? "no_proxy" : "NO_PROXY");
  const ToldVariable* by = nullptr;
  std::set<FlowId> flows;
  Endpoint peer;
  for (const std::size_t index : book.from(node)) {
    const PathId& id = book.check().paths.id_at(index);
    const inventory::Flow& flow = book.check().inventory.flow(id.flow);
    if (flow.dialler != component.name || flow.expect != inventory::Expect::open) continue;
    const ToldVariable* proxy = proxy_for(told, flow.service);
    const PathEnd& end = book.end(index);
    if (proxy == nullptr || oakestra::is_bypassed(no_proxy, end.address->text(), end.port))
      continue;
    const auto& dial = book.state(index).dial;
    const bool resolved_bypassed =
        dial && dial->dialled &&
        oakestra::is_bypassed(no_proxy, dial->dialled->to_string(), end.port);
    if (resolved_bypassed) continue;
    by = by == nullptr ? proxy : by;
    if (flows.empty()) peer = {id.target, &*end.address, end.port};
    flows.insert(id.flow);
  }
  if (by == nullptr) return;
  NodeFinding finding{node, FindingCode::proxy_in_the_way};
  finding.facts = told_facts(component, by->name, by->value, 0, peer);
  finding.flows.assign(flows.begin(), flows.end());
  book.add(finding);
}

}  // namespace

void find_component_mismatches(FindingBook& book, NodeId node) {
  for (const evidence::RunningComponent& component : book.facts(node).components) {
    if (!component.environment) continue;
    find_ways_to_root(book, node, component);
    find_proxy(book, node, component);
    if (component.name != "cluster_manager") continue;
    find_missing_address(book, node, component);
    find_own_address(book, node, component);
    find_broker_port(book, node, component);
  }
}

}  // namespace oakprobe::diagnosis
