#include "coordinator/diagnosis/finding_rules.hpp"

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
      "/etc/netmanager/netcfg.json (" + file.problem + ").";
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
                    file.problem + "), so it keeps defaults: port " + std::to_string(file.port) +
                    ", MTU " + std::to_string(file.mtu) + ".";
  finding.fix = "Write it as strict JSON: no comments, no trailing comma, numbers without quotes.";
  finding.flows = tunnel_flows(book.check().inventory);
  book.add(finding);
}

void find_conf(FindingBook& book, NodeId worker) {
  const auto& file = book.facts(worker).node_engine;
  if (file.state != FileState::broken) return;
  NodeFinding finding{worker, FindingCode::conf_unreadable};
  finding.message = book.node(worker).name + "'s NodeEngine can't read /etc/oakestra/conf.json (" +
                    file.problem + ") and empties it at its next start.";
  finding.fix =
      "On " + book.node(worker).name + " write it anew: NodeEngine config cluster ADDRESS.";
  const auto& inventory = book.check().inventory;
  finding.flows = flow_named(inventory, "worker-handshake");
  book.add(finding);
}

void find_unseen(FindingBook& book, NodeId worker) {
  const wire::Facts& facts = book.facts(worker);
  const auto tell = [&](std::string_view path, const auto& file) {
    if (file.state != FileState::unseen) return;
    NodeFinding finding{worker, FindingCode::config_not_seen};
    finding.message = "The agent on " + book.node(worker).name + " can't read " +
                      std::string(path) + " (" + file.problem + "), so it was not looked at.";
    finding.fix = "Let the agent read it, for example by running it as root.";
    book.add(finding);
  };
  tell("/etc/netmanager/netcfg.json", facts.netcfg);
  tell("/etc/netmanager/tuncfg.json", facts.tuncfg);
  tell("/etc/oakestra/conf.json", facts.node_engine);
}

}  // namespace

void find_broken_files(FindingBook& book, NodeId worker) {
  find_netcfg(book, worker);
  find_tuncfg(book, worker);
  find_conf(book, worker);
  find_unseen(book, worker);
}

}  // namespace oakprobe::diagnosis
