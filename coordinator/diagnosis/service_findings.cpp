#include "coordinator/diagnosis/finding_rules.hpp"

#include <algorithm>
#include <map>

namespace oakprobe::diagnosis {
namespace {

struct SilentPort {
  bool closes = false;
  bool answered = false;  // somebody else: what stands before it may have kept the question
  std::vector<FlowId> flows;
};

// An open path whose question stayed without an answer: only the target's own word makes it open
// (service_rules.cpp), so the network is fine, and the service is not.
bool is_silent(const PathState& path) {
  if (path.verdict->status != Status::open || !path.dial || !path.dial->service) return false;
  const evidence::AnswerKind kind = path.dial->service->kind;
  return kind == evidence::AnswerKind::closed || kind == evidence::AnswerKind::silent;
}

bool is_answered(const PathState& path) {
  return path.verdict->status == Status::open && path.dial && path.dial->service &&
         path.dial->service->kind == evidence::AnswerKind::itself;
}

}  // namespace

void find_silent_services(FindingBook& book, NodeId node) {
  std::map<std::uint16_t, SilentPort> ports;
  for (const std::size_t index : book.to(node)) {
    const bool answered = is_answered(book.state(index));
    if (!answered && !is_silent(book.state(index))) continue;
    const FinishedPath path = book.path(index);
    SilentPort& port = ports[path.listen_port != 0 ? path.listen_port : path.port];
    port.answered = port.answered || answered;
    if (answered) continue;
    port.closes = path.dial->service->kind == evidence::AnswerKind::closed;
    if (std::find(port.flows.begin(), port.flows.end(), path.id.flow) == port.flows.end())
      port.flows.push_back(path.id.flow);
  }
  for (const auto& [number, port] : ports) {
    if (port.answered || port.flows.empty()) continue;
    NodeFinding finding{node, FindingCode::service_silent};
    finding.facts.port = number;
    finding.facts.closes = port.closes;
    finding.flows = port.flows;
    book.add(finding);
  }
}

}  // namespace oakprobe::diagnosis
