#include "base/printable.hpp"
#include "coordinator/diagnosis/finding_rules.hpp"
#include "inventory/release.hpp"

namespace oakprobe::diagnosis {
namespace {

using oakestra::FileState;

void find_netcfg(FindingBook& book, NodeId worker) {
  const auto& file = book.facts(worker).netcfg;
  if (file.state != FileState::broken) return;
  NodeFinding finding{worker, FindingCode::netcfg_unreadable};
  const bool runs = is_tunnel_live(book.seen(worker));
  finding.message =
      book.node(worker).name + "'s NetManager " +
      (runs ? "will not start again: it can't read " : "can't start: it can't read ") +
      "/etc/netmanager/netcfg.json (" + excerpt(file.problem) + ").";
  finding.fix =
      "Mend /etc/netmanager/netcfg.json; the least that works is {\"NodePublicAddress\": "
      "\"0.0.0.0\", \"NodePublicPort\": \"50103\", \"ClusterMqttPort\": \"10003\"}.";
  finding.flows = tunnel_flows(book.check().inventory);
  if (runs) finding.severity = Severity::warning;
  book.add(finding);
}

void find_tuncfg(FindingBook& book, NodeId worker) {
  const auto& file = book.facts(worker).tuncfg;
  if (file.state != FileState::broken) return;
  NodeFinding finding{worker, FindingCode::tuncfg_unreadable};
  finding.message = book.node(worker).name +
                    "'s /etc/netmanager/tuncfg.json is not what NetManager "
                    "can read (" +
                    excerpt(file.problem) + "), so it keeps defaults: port " +
                    std::to_string(file.port) + ", MTU " + std::to_string(file.mtu) + ".";
  finding.fix = "Write it as strict JSON: no comments, no trailing comma, numbers without quotes.";
  finding.flows = tunnel_flows(book.check().inventory);
  book.add(finding);
}

// NodeEngine after v0.4.411 reads what older ones do not. Which one runs is told by the inventory,
// or by the file itself, where it has what only the newer ones write.
bool is_read_by_newer(const inventory::Node& node, const oakestra::NodeEngineConfig& file) {
  switch (node.release_origin) {
    case inventory::ReleaseOrigin::newer:
      return true;
    case inventory::ReleaseOrigin::named:
      return inventory::is_newer_release(node.release, "v0.4.411");
    case inventory::ReleaseOrigin::assumed:
      return file.written_by_newer;
  }
  return false;
}

void find_conf(FindingBook& book, NodeId worker) {
  const auto& file = book.facts(worker).node_engine;
  const inventory::Node& node = book.node(worker);
  const bool newer = is_read_by_newer(node, file);
  const bool broken = file.state == FileState::broken;
  if (!broken && (file.state != FileState::sound || newer || file.old_problem.empty())) return;
  const bool named = node.release_origin != inventory::ReleaseOrigin::assumed;
  NodeFinding finding{worker, FindingCode::conf_unreadable};
  finding.message = node.name + "'s NodeEngine " + (broken || !named ? "" : node.release + " ") +
                    "can't read /etc/oakestra/conf.json (" +
                    excerpt(broken ? file.problem : file.old_problem) + ") and " +
                    (newer ? "writes its defaults over it" : "empties it") + " at its next start";
  finding.message +=
      broken || named ? "." : "; so up to v0.4.411, which is assumed: later ones read it.";
  finding.fix = "On " + node.name + " write it anew: NodeEngine config cluster ADDRESS";
  finding.fix +=
      broken || newer
          ? "."
          : ", and keep true or false for public_ip and 2,048 bytes; or, if a NodeEngine "
            "after v0.4.411 runs there, say so in the inventory (oakestra: RELEASE).";
  finding.flows = flow_named(book.check().inventory, "worker-handshake");
  book.add(finding);
}

void find_unseen(FindingBook& book, NodeId worker) {
  const evidence::Facts& facts = book.facts(worker);
  const auto tell = [&](std::string_view path, const auto& file) {
    if (file.state != FileState::unseen) return;
    NodeFinding finding{worker, FindingCode::config_not_seen};
    finding.message = "The agent on " + book.node(worker).name + " can't read " +
                      std::string(path) + " (" + excerpt(file.problem) +
                      "), so it was not looked at.";
    finding.fix = "Let the agent read it, for example by running it as root.";
    book.add(finding);
  };
  tell("/etc/netmanager/netcfg.json", facts.netcfg);
  tell("/etc/netmanager/tuncfg.json", facts.tuncfg);
  tell("/etc/oakestra/conf.json", facts.node_engine);
}

}  // namespace

void find_broken_files(FindingBook& book, NodeId worker) {
  if (!has_no_overlay(book.facts(worker))) {
    find_netcfg(book, worker);
    find_tuncfg(book, worker);
  }
  find_conf(book, worker);
  find_unseen(book, worker);
}

}  // namespace oakprobe::diagnosis
