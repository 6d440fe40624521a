#include "coordinator/diagnosis/advertised.hpp"
#include "coordinator/diagnosis/finding_rules.hpp"
#include "coordinator/diagnosis/tunnel_state.hpp"

#include <algorithm>
#include <array>

namespace oakprobe::diagnosis {
namespace {

using oakestra::WorkerProgram;

// So soon after a start much is still under way.
constexpr std::uint32_t young_s = 60;

void find_newer_netmanager_files(FindingBook& book, NodeId worker) {
  const evidence::Facts& facts = book.facts(worker);
  const WorkerProgram& program = facts.net_manager;
  const bool tunnel = is_newer(program, WorkerFile::tuncfg);
  const auto same = advertises_the_same(book.node(worker), facts);
  const bool advertised = is_newer(program, WorkerFile::netcfg) && same != std::optional(true);
  if (!tunnel && !advertised) return;
  NodeFinding finding{worker, FindingCode::config_newer_than_process};
  finding.facts.file = advertised ? WorkerFile::netcfg : WorkerFile::tuncfg;
  if (!advertised) finding.severity = Severity::warning;
  // What was read is not known: it may have been the same, so no path fails for it.
  if (!same) finding.only = [](const FinishedPath&) { return false; };
  finding.flows = tunnel_flows(book.check().inventory);
  book.add(finding);
}

void find_newer_node_engine_files(FindingBook& book, NodeId worker) {
  const WorkerProgram& program = book.facts(worker).node_engine_program;
  if (!is_newer(program, WorkerFile::conf)) return;
  NodeFinding finding{worker, FindingCode::config_newer_than_process};
  finding.facts.file = WorkerFile::conf;
  finding.severity = Severity::warning;
  finding.flows = flow_named(book.check().inventory, "worker-handshake");
  book.add(finding);
}

// Findings on the node with which NetManager does not get as far as a tunnel.
constexpr std::array obstacles{
    FindingCode::netcfg_unreadable,
    FindingCode::no_default_route,
    FindingCode::several_default_routes,
    FindingCode::cluster_address_mismatch,
    FindingCode::cluster_mqtt_port_empty,
    FindingCode::cluster_mqtt_port_mismatch};

bool is_blocked(const FindingBook& book, std::size_t index, std::string_view flow) {
  const auto& check = book.check();
  return check.inventory.flow(check.paths.id_at(index).flow).id == flow &&
         book.state(index).verdict->status == Status::blocked;
}

// What keeps NetManager from a tunnel whenever it is to be registered: a finding of the node, its
// ways to its cluster, which NodeEngine asks before it registers, and to the broker, or the
// cluster's way to the root, without which no subnet comes.
void note_obstacle(const FindingBook& book, NodeId worker, FindingFacts& facts) {
  const auto note_blocked = [&](NodeId node, std::string_view flow) {
    for (const std::size_t index : book.from(node)) {
      if (!is_blocked(book, index, flow)) continue;
      facts.endpoints = {{node, {}, 0}};
      facts.blocked_flow = book.check().paths.id_at(index).flow;
      return true;
    }
    return false;
  };
  for (const Finding& one : book.check().nodes[index_of(worker)].findings) {
    if (std::ranges::find(obstacles, one.code) == obstacles.end()) continue;
    facts.obstacle = one.code;
    return;
  }
  if (note_blocked(worker, "worker-handshake") || note_blocked(worker, "worker-mqtt")) return;
  const auto& nodes = book.check().inventory.nodes;
  for (std::size_t at = 0; at < nodes.size(); ++at)
    if (nodes[at].roles.has(inventory::Role::cluster) &&
        nodes[at].cluster == book.node(worker).cluster &&
        note_blocked(NodeId{static_cast<std::uint32_t>(at)}, "cluster-network"))
      return;
}

// Its port is the one that peers dial, or that a router's forward leads to.
bool is_where_it_should_be(const inventory::Node& node, const evidence::Facts& facts) {
  const auto holds = [&](std::int64_t port) {
    return std::ranges::any_of(*facts.net_manager.udp_ports, [port](std::uint16_t one) {
      return one == port;
    });
  };
  if (node.tunnel.listen) return holds(*node.tunnel.listen);
  return holds(node.tunnel.port) || holds(facts.tuncfg.port);
}

// Peers get through all the same: the host's own rules lead them on.
bool is_reached(const FindingBook& book, NodeId worker) {
  const auto flows = tunnel_flows(book.check().inventory);
  return std::ranges::any_of(book.to(worker), [&](std::size_t index) {
    const Status status = book.state(index).verdict->status;
    return (status == Status::open || status == Status::degraded) &&
           std::ranges::find(flows, book.check().paths.id_at(index).flow) != flows.end();
  });
}

bool is_young(const evidence::Facts& facts) {
  const WorkerProgram& node_engine = facts.node_engine_program;
  return facts.net_manager.running_s < young_s ||
         (node_engine.runs() && node_engine.running_s < young_s);
}

}  // namespace

void find_newer_files(FindingBook& book, NodeId worker) {
  find_newer_netmanager_files(book, worker);
  find_newer_node_engine_files(book, worker);
}

// NetManager sets its socket's buffer to 64 KiB itself (ProxySetup.go), whatever sysctls allow.
void find_overrun_tunnel(FindingBook& book, NodeId worker) {
  const evidence::KernelCounters& counters = book.seen(worker).counters;
  // A socket counts corrupted datagrams with those that it had no room for.
  const std::uint64_t corrupted = counters.udp_checksum_errors.value_or(0);
  const std::uint64_t lost = counters.owner_drops - std::min(counters.owner_drops, corrupted);
  if (lost == 0 || !is_tunnel_live(book.seen(worker))) return;
  NodeFinding finding{worker, FindingCode::tunnel_overrun};
  finding.facts.count = lost;
  finding.flows = tunnel_flows(book.check().inventory);
  book.add(finding);
}

void find_tunnel_state(FindingBook& book, NodeId worker) {
  const inventory::Node& node = book.node(worker);
  const evidence::Facts& facts = book.facts(worker);
  const TunnelState state = tunnel_state_of(facts, expected_tunnel_port(node, facts));
  const auto code = finding_of(state);
  if (!code) return;
  const bool elsewhere = state == TunnelState::other_port;
  // What was read at the agent's start may be over by now.
  if (elsewhere ? is_where_it_should_be(node, facts) || is_reached(book, worker)
                : is_tunnel_live(book.seen(worker)))
    return;
  NodeFinding finding{worker, *code};
  if (!elsewhere && is_young(facts)) finding.severity = Severity::warning;
  if (!elsewhere) note_obstacle(book, worker, finding.facts);
  finding.flows = tunnel_flows(book.check().inventory);
  book.add(finding);
}

}  // namespace oakprobe::diagnosis
