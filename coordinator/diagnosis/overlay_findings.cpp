#include "coordinator/diagnosis/finding_rules.hpp"

namespace oakprobe::diagnosis {

bool has_no_overlay(const evidence::Facts& facts) {
  const oakestra::NodeEngineConfig& conf = facts.node_engine;
  return conf.state == oakestra::FileState::sound && conf.overlay != oakestra::Overlay::expected;
}

void find_no_overlay(FindingBook& book, NodeId worker) {
  const std::string& name = book.node(worker).name;
  const bool custom = book.facts(worker).node_engine.overlay == oakestra::Overlay::custom;
  const std::string why = std::string("overlay_network in its /etc/oakestra/conf.json is ") +
                          (custom ? "custom" : "off");
  NodeFinding finding{worker, FindingCode::overlay_not_expected};
  finding.message = "No tunnel of NetManager's is expected of " + name + " (" + why +
                    "): its tunnel paths say what the network would let through, and none of them "
                    "fails the check.";
  finding.fix = "If " + name +
                " is to have one, set overlay_network to \"default\" (NodeEngine config network "
                "default) and restart NodeEngine.";
  finding.flows = tunnel_flows(book.check().inventory);
  book.add(finding);
}

void excuse_tunnels(FindingBook& book, NodeId worker) {
  book.excuse(worker, tunnel_flows(book.check().inventory));
}

}  // namespace oakprobe::diagnosis
