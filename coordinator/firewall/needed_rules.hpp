#pragma once

#include "base/ids.hpp"
#include "base/ip_prefix.hpp"
#include "base/protocol.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What each node's firewall must let in, and nothing else, as far as the inventory tells
// (docs/firewall.md). Values; what they look like in a tool's words is the formats' business.
namespace oakprobe::firewall {

// Who comes in by the same rules: what a firewall keeps as a named set.
struct PeerSet {
  // "workers", "workers-edge-a": unique, begins with a letter; letters, digits, '-', '_'; at most
  // peer_set_name_max. The one that is anyone is "anyone".
  std::string name;
  std::vector<NodeId> nodes;  // ascending; the node that lets them in may be among them
  // Exactly the addresses that the inventory gives of these nodes: ascending, without overlap.
  std::vector<IpPrefix> ipv4;
  std::vector<IpPrefix> ipv6;
  std::vector<NodeId> unknown;  // of `nodes`: who comes from an address that no inventory tells
  // Of the others in `nodes`: whose every known address is of the other family.
  std::vector<NodeId> without_ipv4;
  std::vector<NodeId> without_ipv6;
  bool anyone = false;  // every address; the lists are empty

  friend bool operator==(const PeerSet&, const PeerSet&) = default;
};

inline constexpr std::size_t peer_set_name_max = 18;

// New connections (datagrams) to one port of the node, from one set.
struct Rule {
  Protocol protocol = Protocol::tcp;
  // As the node's own firewall sees it: behind a forward, what the node listens on. A port that
  // Docker publishes has this number on the host, before Docker translates it.
  std::uint16_t port = 0;
  std::size_t peers = 0;  // into NeededRules::peers
  bool ipv4 = true;       // over which the flows go; the set may have no address of a family
  bool ipv6 = true;
  inventory::Via via = inventory::Via::host;  // docker: Docker publishes it; filtered in FORWARD
  std::vector<FlowId> flows;  // what it is for, ascending; empty: ssh, by which agents come
  // The node dials itself, too, maybe from a container of its own.
  bool from_itself = false;

  friend bool operator==(const Rule&, const Rule&) = default;
};

// What a router in front of the node must translate (DNAT).
struct Forward {
  std::string address;  // that is dialled; a literal or a name
  Protocol protocol = Protocol::tcp;
  std::uint16_t port = 0;  // that is dialled
  std::string to;          // the node's address behind it; empty: the inventory does not tell
  std::uint16_t to_port = 0;
  bool tls = false;           // not a router: a server that takes the TLS off, and dials the node
  std::vector<FlowId> flows;  // ascending

  friend bool operator==(const Forward&, const Forward&) = default;
};

// What peers dial to get to the node, before anything translates it: what networks in between see.
struct Dialled {
  std::size_t peers = 0;  // into NeededRules::peers
  std::string address;    // a literal, a name or "auto"
  Protocol protocol = Protocol::tcp;
  std::uint16_t port = 0;
  std::vector<FlowId> flows;  // ascending; empty: ssh

  friend bool operator==(const Dialled&, const Dialled&) = default;
};

struct NodeRules {
  NodeId node{};
  std::vector<Rule> accept;  // ssh first; then by port, protocol, set
  // What Docker publishes of Oakestra's components here: to anyone, unless something keeps out who
  // is not in `accept`. Ascending.
  std::vector<ListenPort> published;
  std::vector<Forward> forwards;
  std::vector<Dialled> dialled;
  std::vector<std::string> doubts;  // of this node alone, as NeededRules has them

  friend bool operator==(const NodeRules&, const NodeRules&) = default;
};

struct NeededRules {
  std::vector<PeerSet> peers;
  // Ascending. Those that are only client or outsider are left out, unless a flow gets to them.
  std::vector<NodeRules> nodes;
  // What a person must know, whichever the node: sentences without a full stop.
  std::vector<std::string> doubts;
};

// Every node's, in their order, then those of all.
[[nodiscard]] std::vector<std::string> all_doubts(const NeededRules& needed);

// How ssh is kept open on every node that has rules: who loads them may have come by it.
struct SshKept {
  std::vector<std::uint16_t> ports{22};  // beside those that agents' commands name
  std::vector<IpPrefix> from;            // none: anyone, as it is now

  friend bool operator==(const SshKept&, const SshKept&) = default;
};

// `selection` says which flows count, and which nodes let in (`targets`).
[[nodiscard]] NeededRules needed_rules(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const SshKept& ssh = {}
);

// "worker-mqtt: NodeEngine and NetManager take orders from the cluster's broker": one flow's; of
// several, their ids.
[[nodiscard]] std::string reason(const inventory::Inventory& inventory, const Rule& rule);

// "worker-mqtt", "cluster-api,client-api", "ssh".
[[nodiscard]] std::string flow_names(const inventory::Inventory& inventory, const Rule& rule);

}  // namespace oakprobe::firewall
