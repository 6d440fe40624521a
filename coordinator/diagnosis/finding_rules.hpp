#pragma once

#include "coordinator/diagnosis/finding_book.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The rules of find_findings(), by what they look at.
namespace oakprobe::diagnosis {

// Files that Oakestra, or the agent, can't read.
void find_broken_files(FindingBook& book, NodeId worker);

// What NetManager tells peers to dial, and what it binds.
void find_advertised_address(FindingBook& book, NodeId worker);
void find_local_address(FindingBook& book, NodeId worker);
void find_public_ipv6(FindingBook& book, NodeId worker);
void find_doubled_addresses(FindingBook& book, const std::vector<NodeId>& workers);
void find_stale_address(FindingBook& book, NodeId worker);
void find_advertised_port(FindingBook& book, NodeId worker);

// Routes with which NetManager does not start, or that its TUN takes over.
void find_default_routes(FindingBook& book, NodeId worker);
void find_captured_addresses(FindingBook& book, NodeId worker);

// Programs that run with what their files said when they started; a NetManager without a tunnel.
void find_newer_files(FindingBook& book, NodeId worker);
void find_tunnel_state(FindingBook& book, NodeId worker);
void find_overrun_tunnel(FindingBook& book, NodeId worker);

// Where the workers look for their clusters; workers that share an id.
void find_cluster_mismatches(FindingBook& book);
void find_doubled_host_names(FindingBook& book, const std::vector<NodeId>& workers);

// A worker whose conf.json switches NetManager's overlay off, or names another program for it: what
// NetManager's files say does not matter, and, when all else was found, no tunnel path of it fails.
[[nodiscard]] bool has_no_overlay(const evidence::Facts& facts);
void find_no_overlay(FindingBook& book, NodeId worker);
void excuse_tunnels(FindingBook& book, NodeId worker);

// What the components that run on the node were started with.
void find_component_mismatches(FindingBook& book, NodeId node);

// Services that take connections and answer nothing.
void find_silent_services(FindingBook& book, NodeId node);

// Taps that failed as instruments, and what a firewall does to the traffic that proves them.
void find_failed_taps(FindingBook& book, NodeId node);

// Probes of paths that nobody planned, and answers from elsewhere than was dialled.
void find_unplanned_probes(FindingBook& book, NodeId node);
void find_answers_from_elsewhere(FindingBook& book, NodeId node);

// A kernel that has no room for all that probing leaves behind.
void find_lowered_pace(FindingBook& book);

// Common to them.

// Flows that must be open: to the target's tunnel, or the one of this id; empty: not in use.
[[nodiscard]] std::vector<FlowId> tunnel_flows(const inventory::Inventory& inventory);
[[nodiscard]] std::vector<FlowId> flow_named(
    const inventory::Inventory& inventory, std::string_view id
);

// Another process, as a rule NetManager, holds the worker's tunnel port: what is wrong in a file
// takes effect when it starts again.
[[nodiscard]] bool is_tunnel_live(const NodeObservation& worker);

// NodeEngine after v0.4.411 reads what older ones do not. Which one runs is told by the inventory,
// or by the file itself, where it has what only the newer ones write.
[[nodiscard]] bool is_read_by_newer(
    const inventory::Node& node, const oakestra::NodeEngineConfig& file
);

[[nodiscard]] std::string_view path_of(WorkerFile file);

// The file changed after the program read it.
[[nodiscard]] bool is_newer(const oakestra::WorkerProgram& program, WorkerFile file);

// NetManager's netlink library tells an interface of it: there is exactly one next hop.
[[nodiscard]] inline bool is_usable(const evidence::DefaultRoute& route) {
  return route.next_hops == 1;
}

// True: the same endpoint. nullopt: a name is involved whose addresses are not known.
[[nodiscard]] std::optional<bool> same_address(
    const inventory::Address& wanted,
    std::string_view configured,
    const std::vector<const evidence::DialEvidence*>& resolved
);

}  // namespace oakprobe::diagnosis
