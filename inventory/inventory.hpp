#pragma once

#include "base/ids.hpp"
#include "base/limits.hpp"
#include "inventory/address.hpp"
#include "inventory/audit_settings.hpp"
#include "inventory/diagnostic.hpp"
#include "inventory/flow.hpp"
#include "inventory/selector.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::inventory {

// How an agent becomes root: not at all, by a sudo that asks nothing, by one that wants a password.
BOOST_DEFINE_FIXED_ENUM_CLASS(Sudo, std::uint8_t, none, nopasswd, ask)

// How the coordinator reaches a node's agent.
struct AgentSpec {
  // `agent: none`: no agent runs there; the node can still be dialled.
  bool none = false;
  // `agent: local`: it is started on this machine, which the node is, without ssh. The command is
  // the agent alone.
  bool local = false;
  // Argument vector; {name}, {address} and {host} are already filled in. No shell is involved.
  std::vector<std::string> command;
  bool push = false;  // the agent is sent there, run, and removed: nothing is installed
  bool keep = false;  // what was sent may stay, for the next run
  Sudo sudo = Sudo::none;

  friend bool operator==(const AgentSpec&, const AgentSpec&) = default;
};

// An exception to what peers dial. All given conditions must hold; the first match wins, whole.
struct DialException {
  std::optional<Selector> from;
  std::optional<std::string> flow;  // flow id
  std::optional<Address> address;
  std::optional<std::uint16_t> port;
  std::optional<std::uint16_t> listen;  // what the node listens on behind it; default: `port`
  bool tls = false;

  friend bool operator==(const DialException&, const DialException&) = default;
};

// What the node advertises for its tunnel (netcfg.json NodePublicAddress, NodePublicPort) and the
// port that it binds (tuncfg.json TunnelPort).
struct Tunnel {
  std::optional<Address> address;  // default: the node's address
  std::uint16_t port = tunnel_port_default;
  std::optional<std::uint16_t> listen;  // default: what tuncfg.json says, else `port`

  friend bool operator==(const Tunnel&, const Tunnel&) = default;
};

// Where a node's release comes from.
BOOST_DEFINE_FIXED_ENUM_CLASS(
    ReleaseOrigin,
    std::uint8_t,
    assumed,  // nobody named one: the newest known
    named,
    newer  // one was named that is newer than all known; `release` is the newest known
)

struct Node {
  std::string name;
  Address address;  // what peers dial; `auto`: of workers alone
  RoleSet roles;
  std::string cluster;  // empty where the node has neither the role cluster nor worker
  std::vector<std::string> tags;
  std::vector<DialException> dial;
  bool intermittent = false;
  Tunnel tunnel;
  std::optional<IpAddress> bind;  // what stand-ins listen on and probes leave from
  AgentSpec agent;
  std::string release;  // Oakestra's release on this node, e.g. "v0.4.411"
  ReleaseOrigin release_origin = ReleaseOrigin::assumed;
  bool gateway = false;  // Oakestra's gateway stands before its components

  friend bool operator==(const Node&, const Node&) = default;
};

inline constexpr std::size_t nodes_max = 10'000;

// A valid inventory: what parse_inventory returns. Flows are the catalogue's for `release`, with
// the inventory's own changes made. A NodeId is an index into nodes, a FlowId one into flows.
struct Inventory {
  std::string release;
  bool release_assumed = false;  // the inventory did not say; the newest known was taken
  std::vector<Node> nodes;
  std::vector<Flow> flows;
  AuditSettings audit;
  // What reads like a mistake and need not be one, e.g. a selector of a tag that no node has (yet).
  std::vector<Diagnostic> doubts;

  [[nodiscard]] const Node& node(NodeId id) const { return nodes[index_of(id)]; }
  [[nodiscard]] const Flow& flow(FlowId id) const { return flows[index_of(id)]; }
  // The flow as the target's release has it: who owns its port, what is asked there and answered.
  [[nodiscard]] const Flow& flow(FlowId id, NodeId target) const;
  // Whether it must arrive from the address that the inventory gives, by the older release of both.
  // Where none is named, the newest one's alpha counts, which Oakestra's installer takes. Not
  // behind a gateway.
  [[nodiscard]] bool needs_source(const PathId& path) const;
  [[nodiscard]] std::optional<NodeId> find_node(std::string_view name) const;
  [[nodiscard]] std::optional<FlowId> find_flow(std::string_view id) const;
};

// What peers dial for its tunnel.
[[nodiscard]] const Address& tunnel_address(const Node& node);

[[nodiscard]] bool matches(const Selector& selector, const Node& node);

}  // namespace oakprobe::inventory
