#include "coordinator/diagnosis/finding_rules.hpp"
#include "coordinator/diagnosis/tunnel_state.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace oakprobe::diagnosis {
namespace {

using oakestra::WorkerProgram;

constexpr std::string_view netcfg_path = "/etc/netmanager/netcfg.json";

bool is_newer(const WorkerProgram& program, std::string_view file) {
  return std::ranges::find(program.newer_files, file) != program.newer_files.end();
}

// What runs is what the file says now: it was touched, or something else in it changed.
bool advertises_the_same(const wire::Facts& facts) {
  const oakestra::NetManagerLog& log = facts.net_manager.log;
  const auto file = parse_ip_address(facts.netcfg.public_address);
  const auto runs = parse_ip_address(log.advertised_address);
  return file && runs && *file == *runs && facts.netcfg.public_port == log.advertised_port;
}

std::string files_text(const WorkerProgram& program) {
  std::string text;
  for (const std::string& file : program.newer_files) text += (text.empty() ? "" : " and ") + file;
  return text;
}

void find_newer_netmanager_files(FindingBook& book, NodeId worker) {
  const wire::Facts& facts = book.facts(worker);
  const WorkerProgram& program = facts.net_manager;
  if (program.newer_files.empty()) return;
  const bool advertised = is_newer(program, netcfg_path);
  if (advertised && program.newer_files.size() == 1 && advertises_the_same(facts)) return;
  const bool harmless = !advertised || advertises_the_same(facts);
  const inventory::Node& node = book.node(worker);
  const oakestra::NetManagerLog& log = program.log;
  NodeFinding finding{worker, FindingCode::config_newer_than_process};
  finding.message = files_text(program) + " changed on " + node.name + " after " +
                    running_text("NetManager", program) + " read " +
                    (program.newer_files.size() == 1 ? "it" : "them") +
                    ": what stood there before is in force";
  if (!log.advertised_address.empty())
    finding.message +=
        " (it advertises " + log.advertised_address + ", port " + log.advertised_port + ")";
  finding.message += ".";
  finding.fix = restart_both_on(node) +
                ". Services that run keep the old address until they are deployed again.";
  if (harmless) finding.severity = Severity::warning;
  finding.flows = tunnel_flows(book.check().inventory);
  book.add(finding);
}

void find_newer_node_engine_files(FindingBook& book, NodeId worker) {
  const WorkerProgram& program = book.facts(worker).node_engine_program;
  if (program.newer_files.empty()) return;
  const inventory::Node& node = book.node(worker);
  NodeFinding finding{worker, FindingCode::config_newer_than_process};
  finding.message = files_text(program) + " changed on " + node.name + " after " +
                    running_text("NodeEngine", program) +
                    " read it: what stood there before is in force.";
  finding.fix = "On " + node.name + " restart NodeEngine: systemctl restart nodeengine.";
  finding.severity = Severity::warning;
  finding.flows = flow_named(book.check().inventory, "worker-handshake");
  book.add(finding);
}

// Findings on the node with which NetManager does not get as far as a tunnel.
constexpr std::array<std::string_view, 5> obstacles{
    "netcfg-unreadable",
    "no-default-route",
    "several-default-routes",
    "cluster-mqtt-port-empty",
    "cluster-mqtt-port-mismatch"};

bool is_blocked(const FindingBook& book, std::size_t index, std::string_view flow) {
  const auto& check = book.check();
  return check.inventory.flow(check.paths.id_at(index).flow).id == flow &&
         book.state(index).verdict->status == Status::blocked;
}

// What keeps NetManager from a tunnel whenever it is registered, or "": a finding of the node, its
// way to the broker, or the cluster's way to the root, without which no subnet comes.
std::string obstacle_of(const FindingBook& book, NodeId worker) {
  for (const Finding& one : book.check().nodes[index_of(worker)].findings)
    if (std::ranges::find(obstacles, one.code) != obstacles.end())
      return "the finding " + std::string(one.code) + " on " + book.node(worker).name;
  for (const std::size_t index : book.from(worker))
    if (is_blocked(book, index, "worker-mqtt"))
      return "worker-mqtt, which is blocked from " + book.node(worker).name;
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
  const wire::KernelCounters& counters = book.seen(worker).counters;
  if (counters.owner_drops == 0 || !is_tunnel_live(book.seen(worker))) return;
  const std::string& name = book.node(worker).name;
  std::array<char, 32> seconds{};
  std::snprintf(seconds.data(), seconds.size(), "%.1f", counters.owner_drops_ms / 1000.0);
  NodeFinding finding{worker, FindingCode::tunnel_overrun};
  finding.message = "NetManager's socket on " + name + " lost " +
                    std::to_string(counters.owner_drops) + " datagrams in the " +
                    std::string(seconds.data()) +
                    " s of this check: it reads too slowly, and TCP in the overlay will crawl.";
  finding.fix = "Send less through the tunnel of " + name +
                ", or give the machine more processor time (top -H -p $(pidof NetManager)). "
                "net.core.rmem_max changes nothing: NetManager sets its buffer itself.";
  finding.flows = tunnel_flows(book.check().inventory);
  book.add(finding);
}

void find_tunnel_state(FindingBook& book, NodeId worker) {
  const inventory::Node& node = book.node(worker);
  const wire::Facts& facts = book.facts(worker);
  const TunnelState state = tunnel_state_of(facts, expected_tunnel_port(node, facts));
  const auto code = code_of(state);
  if (!code) return;
  NodeFinding finding{worker, *code};
  finding.message = tunnel_trouble(node, facts, state) + ".";
  finding.fix = tunnel_remedy(node, state) + ".";
  if (state == TunnelState::other_port &&
      !is_newer(facts.net_manager, "/etc/netmanager/tuncfg.json"))
    finding.fix = "On " + node.name + " set TunnelPort in /etc/netmanager/tuncfg.json to " +
                  std::to_string(expected_tunnel_port(node, facts)) +
                  ", or correct the inventory. " + finding.fix;
  if (const std::string obstacle = obstacle_of(book, worker);
      !obstacle.empty() && state != TunnelState::other_port)
    finding.fix = "First mend " + obstacle + ". " + finding.fix;
  finding.flows = tunnel_flows(book.check().inventory);
  book.add(finding);
}

}  // namespace oakprobe::diagnosis
