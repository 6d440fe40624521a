#include "coordinator/report/node_json.hpp"

#include "coordinator/report/fix_json.hpp"
#include "coordinator/telling/tell_finding.hpp"

#include <string>
#include <utility>

namespace oakprobe::report {

using diagnosis::FinishedCheck;
using diagnosis::FinishedNode;

namespace {

Json touched_json(const diagnosis::Touched& touched) {
  Json bound = Json::array();
  for (const ListenPort& port : touched.bound) {
    bound.push_back(std::string(name_of(port.protocol)) + "/" + std::to_string(port.port));
  }
  return {
      {"bound", std::move(bound)},
      {"live_connections", touched.live_connections},
      {"live_datagrams", touched.live_datagrams},
  };
}

Json finding_json(const FinishedCheck& check, NodeId node, const diagnosis::Finding& finding) {
  const telling::Told told = telling::tell_finding(check, node, finding);
  Json json{
      {"severity", name_of(finding.severity)},
      {"code", name_of(finding.code)},
      {"message", told.message},
  };
  put_fix(json, told.fix);
  for (const FlowId flow : finding.flows) json["flows"].push_back(check.inventory.flow(flow).id);
  return json;
}

}  // namespace

Json node_json(const FinishedCheck& check, NodeId id) {
  const inventory::Node& node = check.inventory.node(id);
  const FinishedNode& finished = check.nodes[index_of(id)];
  using diagnosis::AgentState;
  const AgentState agent = finished.observation.agent;
  Json json{{"name", node.name}, {"roles", Json::array()}};
  for (const inventory::Role role : inventory::all_roles) {
    if (node.roles.has(role)) json["roles"].push_back(name_of(role));
  }
  put_text(json, "cluster", node.cluster);
  json["address"] = (finished.address.empty() ? node.address : finished.address).text();
  json["agent"] = name_of(agent);
  const bool spoke = agent == AgentState::reached || agent == AgentState::lost;
  if (spoke) json["privileged"] = finished.observation.privileged;
  put_text(json, "agent_error", finished.observation.agent_error);
  json["findings"] = Json::array();
  for (const diagnosis::Finding& finding : finished.findings)
    json["findings"].push_back(finding_json(check, id, finding));
  // A node without an agent can be touched, too: its services are dialled.
  const diagnosis::Touched& touched = finished.touched;
  if (spoke || touched.live_connections > 0 || touched.live_datagrams > 0) {
    json["touched"] = touched_json(touched);
  }
  return json;
}

}  // namespace oakprobe::report
