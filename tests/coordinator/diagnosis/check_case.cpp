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
    FlowId flow, const char* source, const char* target, Judgement verdict
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

Judgement verdict_of(Status status, std::optional<Cause> cause, SegmentSet where) {
  Judgement judgement;
  judgement.status = status;
  judgement.cause = cause;
  judgement.where = where;
  if (status != Status::open || cause) judgement.rule = Rule::no_attempt_told;
  return judgement;
}

Judgement silence_of(Status status, Cause cause, SegmentSet where) {
  Judgement judgement = verdict_of(status, cause, where);
  judgement.rule = Rule::failed_attempts;
  judgement.attempts.status = status;
  judgement.attempts.cause = cause;
  judgement.attempts.where = where;
  judgement.attempts.count = judgement.attempts.agreeing = 3;
  return judgement;
}

Judgement found(Judgement judgement, bool at_target, std::uint16_t position) {
  judgement.rule = Rule::found_on_node;
  judgement.finding = {at_target, position};
  return judgement;
}

}  // namespace oakprobe::diagnosis::test
