#include "coordinator/check/evidence_collector.hpp"

#include "coordinator/check/plausible_evidence.hpp"

#include <algorithm>

namespace oakprobe::check {
namespace {

constexpr unsigned empty_parts_max = 16;
constexpr std::size_t strangers_max = 256;

}  // namespace

EvidenceCollector::EvidenceCollector(diagnosis::FinishedCheck& check, unsigned attempts)
    : check_(check), attempts_(attempts), empty_parts_(check.nodes.size()) {}

diagnosis::FinishedPath* EvidenceCollector::find(const PathId& id) {
  const auto found = std::ranges::lower_bound(check_.paths, id, {}, &diagnosis::FinishedPath::id);
  return found != check_.paths.end() && found->id == id ? &*found : nullptr;
}

std::string EvidenceCollector::take_dial(NodeId from, wire::DialEvidence& dial) {
  diagnosis::FinishedPath* path = find(dial.path);
  if (path == nullptr || dial.path.source != from || path->dial)
    return "told of a probe that it was not to send, or told it twice";
  const Protocol protocol = check_.inventory.flow(path->id.flow).protocol;
  if (!is_plausible(dial, protocol, attempts_))
    return "told of a probe what can't be, such as an answer to what was not sent";
  path->dial = std::move(dial);
  return "";
}

std::string EvidenceCollector::take_receipt(NodeId from, wire::ReceiptEvidence& receipt) {
  if (receipt.path.target != from) return "told of a probe that was not for it";
  if (!is_plausible(receipt)) return "told that it answered a probe which it did not get";
  // Whoever has the run's key can send it probes of paths that nobody planned.
  diagnosis::FinishedPath* path = find(receipt.path);
  if (path == nullptr) return "";
  if (path->receipt) return "told of a probe twice";
  keep_planned(receipt, attempts_);
  path->receipt = receipt;
  return "";
}

std::string EvidenceCollector::take(NodeId from, wire::Evidence message) {
  wire::NodeEvidence& part = message.part;
  const bool empty = part.dials.empty() && part.receipts.empty();
  if (!message.last && empty && ++empty_parts_[index_of(from)] > empty_parts_max)
    return "sends evidence without end";
  for (wire::DialEvidence& dial : part.dials)
    if (std::string wrong = take_dial(from, dial); !wrong.empty()) return wrong;
  for (wire::ReceiptEvidence& receipt : part.receipts)
    if (std::string wrong = take_receipt(from, receipt); !wrong.empty()) return wrong;
  if (!message.last) return "";

  diagnosis::NodeObservation& node = check_.nodes[index_of(from)].observation;
  node.strangers = std::move(part.strangers);
  if (node.strangers.size() > strangers_max) node.strangers.resize(strangers_max);
  node.counters = part.counters;
  node.no_route_to = std::move(part.no_route_to);
  node.evidence_complete = true;
  return "";
}

}  // namespace oakprobe::check
