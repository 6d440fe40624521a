#include "check_case.hpp"

namespace oakprobe::diagnosis::test {

CheckCase::CheckCase(std::initializer_list<const char*> names) {
  check.run_id = "00112233aabbccdd";
  check.started = "2026-11-24T00:00:00Z";
  check.finished = "2026-11-24T00:00:03Z";
  check.inventory.release = "v0.4.411";
  int number = 30;
  for (const char* name : names) {
    inventory::Node node;
    node.name = name;
    node.address = "192.0.2." + std::to_string(++number);
    node.cluster = "edge-a";
    node.roles.insert(inventory::Role::worker);
    check.inventory.nodes.push_back(node);
    FinishedNode& finished = check.nodes.emplace_back();
    finished.address = node.address;
    finished.observation.agent = AgentState::reached;
    finished.observation.evidence_complete = true;
    finished.observation.privileged = true;
  }
}

FlowId CheckCase::flow(const char* id, Protocol protocol, std::uint16_t port) {
  inventory::Flow flow;
  flow.id = id;
  flow.protocol = protocol;
  flow.port = port;
  check.inventory.flows.push_back(flow);
  return FlowId{static_cast<std::uint16_t>(check.inventory.flows.size() - 1)};
}

PathBook::Edit CheckCase::path(
    FlowId flow, const char* source, const char* target, Verdict verdict
) {
  const auto find = [&](const char* name) {
    std::uint32_t index = 0;
    while (check.inventory.nodes.at(index).name != name) ++index;
    return NodeId{index};
  };
  FinishedPath path;
  path.id = {flow, find(source), find(target)};
  path.address = check.inventory.node(path.id.target).address;
  path.port = check.inventory.flow(flow).port.value_or(0);
  path.verdict = std::move(verdict);
  check.paths.add(path);
  return check.paths.edit(check.paths.size() - 1);
}

FinishedNode& CheckCase::node(const char* name) {
  std::size_t index = 0;
  while (check.inventory.nodes.at(index).name != name) ++index;
  return check.nodes[index];
}

Verdict verdict_of(
    Status status,
    std::optional<Cause> cause,
    SegmentSet where,
    const char* message,
    const char* fix
) {
  Verdict verdict;
  verdict.status = status;
  verdict.cause = cause;
  verdict.where = where;
  verdict.message = message;
  verdict.fix = fix;
  return verdict;
}

}  // namespace oakprobe::diagnosis::test
