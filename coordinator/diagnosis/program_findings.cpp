#include "base/printable.hpp"
#include "coordinator/diagnosis/advertised.hpp"
#include "coordinator/diagnosis/finding_rules.hpp"
#include "coordinator/diagnosis/tunnel_state.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace oakprobe::diagnosis {
namespace {

using oakestra::WorkerProgram;

constexpr std::string_view netcfg_path = "/etc/netmanager/netcfg.json";
constexpr std::string_view tuncfg_path = "/etc/netmanager/tuncfg.json";
constexpr std::string_view conf_path = "/etc/oakestra/conf.json";
// So soon after a start much is still under way.
constexpr std::uint32_t young_s = 60;

bool is_newer(const WorkerProgram& program, std::string_view file) {
  return std::ranges::find(program.newer_files, file) != program.newer_files.end();
}

// Whether the running NetManager advertises what the file would have it advertise now; nullopt: not
// known. A file that was only touched, or changed elsewhere, is no matter.
std::optional<bool> advertises_the_same(const inventory::Node& node, const evidence::Facts& facts) {
  const oakestra::NetManagerLog& log = facts.net_manager.log;
  const auto runs = parse_ip_address(log.advertised_address);
  const auto file = advertised_address(node, facts);
  if (!runs || !file) return std::nullopt;
  return file->address == *runs && facts.netcfg.public_port == log.advertised_port;
}

void find_newer_netmanager_files(FindingBook& book, NodeId worker) {
  const evidence::Facts& facts = book.facts(worker);
  const WorkerProgram& program = facts.net_manager;
  const inventory::Node& node = book.node(worker);
  const bool tunnel = is_newer(program, tuncfg_path);
  const auto same = advertises_the_same(node, facts);
  const bool advertised = is_newer(program, netcfg_path) && same != std::optional(true);
  if (!tunnel && !advertised) return;
  std::string files(advertised ? netcfg_path : tuncfg_path);
  if (advertised && tunnel) files += " and " + std::string(tuncfg_path);
  NodeFinding finding{worker, FindingCode::config_newer_than_process};
  finding.message =
      files + " changed on " + node.name + " after " + running_text("NetManager", program) +
      " read " + (advertised && tunnel ? "them" : "it") + ": what stood there before is in force";
  if (advertised && same)
    finding.message += " (it advertises " + excerpt(program.log.advertised_address) + ", port " +
                       excerpt(program.log.advertised_port) + ")";
  finding.message += ".";
  finding.fix = restart_both_on(node) +
                ". Services that run keep the old address until they are deployed again.";
  if (!advertised) finding.severity = Severity::warning;
  // What was read is not known: it may have been the same, so no path fails for it.
  if (!same) finding.only = [](const FinishedPath&) { return false; };
  finding.flows = tunnel_flows(book.check().inventory);
  book.add(finding);
}

void find_newer_node_engine_files(FindingBook& book, NodeId worker) {
  const WorkerProgram& program = book.facts(worker).node_engine_program;
  if (!is_newer(program, conf_path)) return;
  const inventory::Node& node = book.node(worker);
  NodeFinding finding{worker, FindingCode::config_newer_than_process};
  finding.message = std::string(conf_path) + " changed on " + node.name + " after " +
                    running_text("NodeEngine", program) +
                    " read it: what stood there before is in force.";
  finding.fix = "On " + node.name + " restart NodeEngine: systemctl restart nodeengine.";
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

// What keeps NetManager from a tunnel whenever it is to be registered, or "": a finding of the
// node, its ways to its cluster, which NodeEngine asks before it registers, and to the broker, or
// the cluster's way to the root, without which no subnet comes.
std::string obstacle_of(const FindingBook& book, NodeId worker) {
  for (const Finding& one : book.check().nodes[index_of(worker)].findings)
    if (std::ranges::find(obstacles, one.code) != obstacles.end())
      return "the finding " + std::string(name_of(one.code)) + " on " + book.node(worker).name;
  for (const char* flow : {"worker-handshake", "worker-mqtt"})
    for (const std::size_t index : book.from(worker))
      if (is_blocked(book, index, flow))
        return std::string(flow) + ", which is blocked from " + book.node(worker).name;
  const auto& nodes = book.check().inventory.nodes;
  for (std::size_t at = 0; at < nodes.size(); ++at) {
    const NodeId cluster{static_cast<std::uint32_t>(at)};
    if (!nodes[at].roles.has(inventory::Role::cluster) ||
        nodes[at].cluster != book.node(worker).cluster)
      continue;
    for (const std::size_t index : book.from(cluster))
      if (is_blocked(book, index, "cluster-network"))
        return "cluster-network, which is blocked from " + nodes[at].name +
               ": no subnet comes from the root";
  }
  return "";
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

std::optional<FindingCode> code_of(TunnelState state) {
  switch (state) {
    case TunnelState::not_registered:
      return FindingCode::tunnel_not_registered;
    case TunnelState::half_dead:
      return FindingCode::tunnel_half_dead;
    case TunnelState::other_port:
      return FindingCode::tunnel_on_other_port;
    default:
      return std::nullopt;
  }
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
  const std::string& name = book.node(worker).name;
  std::array<char, 32> seconds{};
  std::snprintf(seconds.data(), seconds.size(), "%.1f", counters.owner_drops_ms / 1000.0);
  NodeFinding finding{worker, FindingCode::tunnel_overrun};
  finding.message = "NetManager's socket on " + name + " lost " + std::to_string(lost) +
                    " datagrams in the " + std::string(seconds.data()) +
                    " s of this check: it reads too slowly. If that goes on, TCP in the overlay "
                    "will crawl.";
  finding.fix = "Send less through the tunnel of " + name +
                ", or give the machine more processor time (top -H -p $(pidof NetManager)). "
                "net.core.rmem_max changes nothing: NetManager sets its buffer itself.";
  finding.flows = tunnel_flows(book.check().inventory);
  book.add(finding);
}

void find_tunnel_state(FindingBook& book, NodeId worker) {
  const inventory::Node& node = book.node(worker);
  const evidence::Facts& facts = book.facts(worker);
  const TunnelState state = tunnel_state_of(facts, expected_tunnel_port(node, facts));
  const auto code = code_of(state);
  if (!code) return;
  const bool elsewhere = state == TunnelState::other_port;
  // What was read at the agent's start may be over by now.
  if (elsewhere ? is_where_it_should_be(node, facts) || is_reached(book, worker)
                : is_tunnel_live(book.seen(worker)))
    return;
  NodeFinding finding{worker, *code};
  if (!elsewhere && is_young(facts)) finding.severity = Severity::warning;
  finding.message = tunnel_trouble(node, facts, state) + ".";
  finding.fix = tunnel_remedy(node, facts, state) + ".";
  if (elsewhere && !is_newer(facts.net_manager, tuncfg_path))
    finding.fix = "On " + node.name + " set TunnelPort in /etc/netmanager/tuncfg.json to " +
                  std::to_string(expected_tunnel_port(node, facts)) +
                  ", or correct the inventory. " + finding.fix;
  if (const std::string obstacle = obstacle_of(book, worker); !obstacle.empty() && !elsewhere)
    finding.fix = "First mend " + obstacle + ". " + finding.fix;
  finding.flows = tunnel_flows(book.check().inventory);
  book.add(finding);
}

}  // namespace oakprobe::diagnosis
