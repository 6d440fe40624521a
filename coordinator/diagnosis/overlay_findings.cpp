#include "coordinator/diagnosis/finding_rules.hpp"

namespace oakprobe::diagnosis {

bool has_no_overlay(const evidence::Facts& facts) {
  const oakestra::NodeEngineConfig& conf = facts.node_engine;
  return conf.state == oakestra::FileState::sound && conf.overlay != oakestra::Overlay::expected;
}

void find_no_overlay(FindingBook& book, NodeId worker) {
  NodeFinding finding{worker, FindingCode::overlay_not_expected};
  finding.flows = tunnel_flows(book.check().inventory);
  book.add(finding);
}

void excuse_tunnels(FindingBook& book, NodeId worker) {
  book.excuse(worker, tunnel_flows(book.check().inventory));
}

}  // namespace oakprobe::diagnosis
