#include "coordinator/firewall/needed_rules.hpp"

#include "coordinator/firewall/closed_flows.hpp"
#include "coordinator/firewall/doubt_book.hpp"
#include "coordinator/firewall/peer_book.hpp"
#include "coordinator/firewall/rule_order.hpp"
#include "coordinator/firewall/seen_port.hpp"
#include "coordinator/firewall/ssh_reach.hpp"
#include "inventory/path_rules.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace oakprobe::firewall {
namespace {

using inventory::DialledEndpoint;
using inventory::Expect;
using inventory::Flow;
using inventory::Node;
using inventory::Role;

class Needs {
 public:
  Needs(const inventory::Inventory& inventory, const SshKept& ssh)
      : inventory_(inventory),
        ssh_(ssh),
        closed_(inventory),
        peers_(inventory),
        rules_(inventory.nodes.size()),
        doubts_(inventory) {}

  void add_ssh(NodeId id) {
    const Node& node = inventory_.node(id);
    const SshReach reach = ssh_reach(node.agent);
    auto ports = ssh_.ports;
    ports.insert(ports.end(), reach.ports.begin(), reach.ports.end());
    if (reach.by_another_host && !ssh_.from.empty())
      doubts_.add(
          id,
          "the agent of " + node.name +
              " comes by way of another host: the address that this one comes from must be in "
              "--ssh-from"
      );
    std::ranges::sort(ports);
    ports.erase(std::unique(ports.begin(), ports.end()), ports.end());
    const std::size_t from =
        ssh_.from.empty() ? peers_.anyone() : peers_.of_addresses(ssh_.from, "ssh-from");
    for (const std::uint16_t port : ports) {
      Rule rule;
      rule.port = port;
      rule.peers = from;
      add_dialled(id, rule, node.address, port);
      rules_[index_of(id)].accept.push_back(std::move(rule));
    }
  }

  [[nodiscard]] bool lets_in(NodeId id) const { return !rules_[index_of(id)].accept.empty(); }

  void add_flow(FlowId id, const inventory::FlowEnds& ends) {
    const Flow& flow = inventory_.flow(id);
    std::map<std::string_view, std::vector<NodeId>> sources;
    const bool own_cluster = flow.scope == inventory::Scope::own_cluster;
    for (const NodeId source : ends.sources) {
      const std::string_view cluster = inventory_.node(source).cluster;
      if (own_cluster && cluster.empty()) continue;
      sources[own_cluster ? cluster : ""].push_back(source);
    }
    for (const NodeId target : ends.targets) {
      const auto found = sources.find(own_cluster ? inventory_.node(target).cluster : "");
      if (found != sources.end()) add_target(flow, id, target, found->second, found->first);
    }
  }

  // When all flows are added.
  void add_published(NodeId id) {
    std::vector<ListenPort>& published = rules_[index_of(id)].published;
    for (std::size_t at = 0; at < inventory_.flows.size(); ++at) {
      const Flow& flow = inventory_.flows[at];
      if (!can_be_target(flow, inventory_.node(id)) || flow.via_target != inventory::Via::docker)
        continue;
      published.push_back({flow.protocol, heard_at(plain_endpoint(flow, inventory_.node(id)))});
    }
    for (const Rule& rule : rules_[index_of(id)].accept)  // some are dialled at another port
      if (rule.via == inventory::Via::docker) published.push_back({rule.protocol, rule.port});
    std::ranges::sort(published);
    published.erase(std::unique(published.begin(), published.end()), published.end());
  }

  NeededRules take(const std::vector<bool>& wanted) {
    NeededRules needed;
    for (std::size_t at = 0; at < rules_.size(); ++at) {
      NodeRules& rules = rules_[at];
      if (!wanted[at] || rules.accept.empty()) continue;
      rules.node = static_cast<NodeId>(at);
      put_in_order(rules.accept);
      rules.doubts = doubts_.take(rules.node);
      needed.nodes.push_back(std::move(rules));
    }
    needed.peers = peers_.take();
    doubts_.ssh_families(ssh_.from);
    doubts_.unknown_addresses(needed.peers);
    doubts_.missing_clients();
    needed.doubts = doubts_.take(std::nullopt);
    return needed;
  }

 private:
  using Sources = std::vector<NodeId>;

  void add_target(
      const Flow& flow, FlowId id, NodeId target, const Sources& sources, std::string_view cluster
  ) {
    const Node& node = inventory_.node(target);
    const std::string name = name_of_peers(flow.from, cluster);
    const DialledEndpoint plain = plain_endpoint(flow, node);
    const bool has_exceptions = std::ranges::any_of(node.dial, [&](const auto& exception) {
      return !exception.flow || *exception.flow == flow.id;
    });
    if (!has_exceptions) {
      add_endpoint(flow, id, target, plain, sources, name);
      return;
    }
    // By what each source dials; an exception is told by its place.
    std::map<const inventory::DialException*, Sources> groups;
    for (const NodeId source : sources)
      groups[exception_for(flow, inventory_.node(source), node)].push_back(source);
    for (const auto& [exception, group] : groups)
      add_endpoint(
          flow,
          id,
          target,
          exception == nullptr ? plain : endpoint(flow, node, *exception),
          group,
          name
      );
  }

  void add_endpoint(
      const Flow& flow,
      FlowId id,
      NodeId target,
      DialledEndpoint dialled,
      const Sources& sources,
      const std::string& name
  ) {
    const Node& node = inventory_.node(target);
    // The gateway's own: what stands before the node passes it on as it is.
    if (plain_endpoint(flow, node).tls) dialled.tls = false;
    const ListenPort port{flow.protocol, seen_port(dialled, node)};
    Sources allowed = sources;
    for (const Flow* closed : closed_.keep_out(allowed, target, port))
      doubts_.add(
          std::nullopt,
          "flow " + closed->id +
              " wants closed what other flows want open, from the same machines: it stays closed"
      );
    const bool has_itself = std::ranges::binary_search(allowed, target);
    const bool from_itself = has_itself && may_dial_itself(flow);
    if (allowed.size() == (has_itself && !from_itself ? 1U : 0U)) return;
    Rule rule;
    rule.protocol = port.protocol;
    rule.port = port.port;
    rule.peers = peers_.of_nodes(std::move(allowed), name);
    rule.ipv4 = flow.ipv4;
    rule.ipv6 = flow.ipv6;
    rule.via = inventory_.flow(id, target).via_target;
    rule.flows = {id};
    rule.from_itself = from_itself;
    doubts_.tunnel(flow, dialled, target);
    if (is_forwarded(dialled, node)) add_forward(target, dialled, rule);
    add_dialled(target, rule, *dialled.address, dialled.port);
    if (is_proxied(dialled, node)) {
      rule.peers = proxy(dialled, target);
      rule.from_itself = false;
      add_dialled(target, rule, node.address, rule.port);
    } else {
      doubts_.family(dialled, target, rule, peers_[rule.peers]);
    }
    rules_[index_of(target)].accept.push_back(std::move(rule));
  }

  std::size_t proxy(const DialledEndpoint& dialled, NodeId target) {
    const Node& node = inventory_.node(target);
    std::vector<IpPrefix> blocks;
    if (const auto& address = dialled.address->ip()) {
      blocks.push_back({*address, static_cast<std::uint8_t>(address->is_v4() ? 32 : 128)});
    } else {
      doubts_.add(
          target,
          "the server that takes the TLS off for " + node.name + " is known by name alone (" +
              dialled.address->text() + "): add its address to what " + node.name + " lets in"
      );
    }
    return peers_.of_addresses(std::move(blocks), "proxy-" + node.name);
  }

  void add_dialled(
      NodeId target, const Rule& rule, const inventory::Address& address, std::uint16_t port
  ) {
    std::vector<Dialled>& all = rules_[index_of(target)].dialled;
    Dialled one{rule.peers, address.text(), rule.protocol, port, {}};
    const auto known = std::ranges::find_if(all, [&](const Dialled& other) {
      return other.peers == one.peers && other.address == one.address &&
             other.protocol == one.protocol && other.port == one.port &&
             other.flows.empty() == rule.flows.empty();
    });
    Dialled& kept = known == all.end() ? all.emplace_back(std::move(one)) : *known;
    add_flows(rule.flows, kept.flows);
  }

  void add_forward(NodeId target, const DialledEndpoint& dialled, const Rule& rule) {
    const Node& node = inventory_.node(target);
    std::vector<Forward>& forwards = rules_[index_of(target)].forwards;
    Forward forward;
    forward.address = dialled.address->text();
    forward.protocol = rule.protocol;
    forward.port = dialled.port;
    if (node.bind) forward.to = node.bind->to_string();
    if (!node.bind && *dialled.address != node.address && !node.address.is_auto())
      forward.to = node.address.text();
    forward.to_port = heard_at(dialled);
    forward.tls = dialled.tls;
    const auto known = std::ranges::find_if(forwards, [&](const Forward& other) {
      return other.address == forward.address && other.protocol == forward.protocol &&
             other.port == forward.port && other.to_port == forward.to_port;
    });
    if (known == forwards.end()) {
      forward.flows = rule.flows;
      forwards.push_back(std::move(forward));
    } else {
      add_flows(rule.flows, known->flows);
    }
  }

  const inventory::Inventory& inventory_;
  const SshKept& ssh_;
  ClosedFlows closed_;
  PeerBook peers_;
  std::vector<NodeRules> rules_;  // by node
  DoubtBook doubts_;
};

bool is_oakestras(const Node& node) {
  return node.roles.has(Role::root) || node.roles.has(Role::cluster) ||
         node.roles.has(Role::worker);
}

}  // namespace

NeededRules needed_rules(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const SshKept& ssh
) {
  std::vector<bool> wanted(inventory.nodes.size(), selection.targets.empty());
  for (const NodeId id : selection.targets) wanted[index_of(id)] = true;
  Needs needs(inventory, ssh);
  for (const inventory::FlowCount& count : count_paths(inventory, selection)) {
    if (inventory.flow(count.flow).expect == Expect::open)
      needs.add_flow(count.flow, ends_of(inventory, selection, count.flow));
  }
  for (std::size_t at = 0; at < inventory.nodes.size(); ++at) {
    const auto id = static_cast<NodeId>(at);
    if (!wanted[at] || (!is_oakestras(inventory.nodes[at]) && !needs.lets_in(id))) continue;
    needs.add_ssh(id);
    needs.add_published(id);
  }
  return needs.take(wanted);
}

}  // namespace oakprobe::firewall
