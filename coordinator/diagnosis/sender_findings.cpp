#include "coordinator/diagnosis/finding_rules.hpp"

#include <algorithm>

// Datagrams that came from where, or of what, nobody ordered.
namespace oakprobe::diagnosis {
void find_unplanned_probes(FindingBook& book, NodeId node) {
  for (const UnplannedProbes& one : book.seen(node).unplanned) {
    NodeFinding finding{node, FindingCode::unplanned_probes};
    finding.facts.count = one.paths;
    finding.facts.endpoints = {{one.source, {}, 0}};
    book.add(finding);
  }
}

void find_answers_from_elsewhere(FindingBook& book, NodeId node) {
  const bool answered = std::ranges::any_of(book.from(node), [&](std::uint32_t index) {
    const auto& dial = book.state(index).dial;
    return dial && dial->answered_from;
  });
  if (answered) book.add({node, FindingCode::answered_from_elsewhere});
}

}  // namespace oakprobe::diagnosis
