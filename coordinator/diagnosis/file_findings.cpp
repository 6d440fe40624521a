#include "coordinator/diagnosis/finding_rules.hpp"
#include "inventory/release.hpp"

namespace oakprobe::diagnosis {
namespace {

using oakestra::FileState;

void find_netcfg(FindingBook& book, NodeId worker) {
  if (book.facts(worker).netcfg.state != FileState::broken) return;
  NodeFinding finding{worker, FindingCode::netcfg_unreadable};
  finding.flows = tunnel_flows(book.check().inventory);
  if (is_tunnel_live(book.seen(worker))) finding.severity = Severity::warning;
  book.add(finding);
}

void find_tuncfg(FindingBook& book, NodeId worker) {
  if (book.facts(worker).tuncfg.state != FileState::broken) return;
  NodeFinding finding{worker, FindingCode::tuncfg_unreadable};
  finding.flows = tunnel_flows(book.check().inventory);
  book.add(finding);
}

void find_conf(FindingBook& book, NodeId worker) {
  const auto& file = book.facts(worker).node_engine;
  const inventory::Node& node = book.node(worker);
  const bool newer = is_read_by_newer(node, file);
  const bool broken = file.state == FileState::broken;
  if (!broken && (file.state != FileState::sound || newer || file.old_problem.empty())) return;
  NodeFinding finding{worker, FindingCode::conf_unreadable};
  finding.flows = flow_named(book.check().inventory, "worker-handshake");
  book.add(finding);
}

void find_unseen(FindingBook& book, NodeId worker) {
  const evidence::Facts& facts = book.facts(worker);
  const auto tell = [&](WorkerFile file, oakestra::FileState state) {
    if (state != FileState::unseen) return;
    NodeFinding finding{worker, FindingCode::config_not_seen};
    finding.facts.file = file;
    book.add(finding);
  };
  tell(WorkerFile::netcfg, facts.netcfg.state);
  tell(WorkerFile::tuncfg, facts.tuncfg.state);
  tell(WorkerFile::conf, facts.node_engine.state);
}

}  // namespace

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

void find_broken_files(FindingBook& book, NodeId worker) {
  if (!has_no_overlay(book.facts(worker))) {
    find_netcfg(book, worker);
    find_tuncfg(book, worker);
  }
  find_conf(book, worker);
  find_unseen(book, worker);
}

}  // namespace oakprobe::diagnosis
