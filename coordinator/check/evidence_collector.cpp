#include "coordinator/check/evidence_collector.hpp"

#include <algorithm>

namespace oakprobe::check {
namespace {

constexpr unsigned empty_parts_max = 16;
constexpr std::size_t strangers_max = 256;

}  // namespace

EvidenceCollector::EvidenceCollector(diagnosis::FinishedCheck& check)
    : check_(check), empty_parts_(check.nodes.size()) {}

diagnosis::FinishedPath* EvidenceCollector::find(const PathId& id) {
  const auto found = std::ranges::lower_bound(check_.paths, id, {}, &diagnosis::FinishedPath::id);
  return found != check_.paths.end() && found->id == id ? &*found : nullptr;
}

bool EvidenceCollector::take_dial(NodeId from, wire::DialEvidence& dial) {
  diagnosis::FinishedPath* path = find(dial.path);
  if (path == nullptr || dial.path.source != from || path->dial) return false;
  path->dial = std::move(dial);
  return true;
}

bool EvidenceCollector::take_receipt(NodeId from, const wire::ReceiptEvidence& receipt) {
  diagnosis::FinishedPath* path = find(receipt.path);
  if (path == nullptr || receipt.path.target != from || path->receipt) return false;
  path->receipt = receipt;
  return true;
}

std::string EvidenceCollector::take(NodeId from, wire::Evidence message) {
  wire::NodeEvidence& part = message.part;
  const bool empty = part.dials.empty() && part.receipts.empty();
  if (!message.last && empty && ++empty_parts_[index_of(from)] > empty_parts_max)
    return "sends evidence without end";
  for (wire::DialEvidence& dial : part.dials)
    if (!take_dial(from, dial)) return "told of a probe that it was not to send, or told it twice";
  for (const wire::ReceiptEvidence& receipt : part.receipts)
    if (!take_receipt(from, receipt))
      return "told of a probe that was not for it, or told of it twice";
  if (!message.last) return "";

  diagnosis::NodeObservation& node = check_.nodes[index_of(from)].observation;
  node.strangers = std::move(part.strangers);
  if (node.strangers.size() > strangers_max) node.strangers.resize(strangers_max);
  node.counters = part.counters;
  node.no_route_to = std::move(part.no_route_to);
  node.clusters = std::move(part.clusters);
  node.evidence_complete = true;
  return "";
}

}  // namespace oakprobe::check
