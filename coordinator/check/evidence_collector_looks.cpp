#include "coordinator/check/evidence_collector.hpp"
#include "coordinator/check/plausible_evidence.hpp"
#include "coordinator/diagnosis/blocking_rule.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace oakprobe::check {
namespace {

// A silent path was asked again, and an ICMP error came of it: as if it had come at first, for the
// last attempt.
void note_refusal(const evidence::IcmpError& refusal, evidence::DialEvidence& dial) {
  if (dial.sent.empty() || !dial.answered.empty() || !dial.failures.empty()) return;
  evidence::DialFailure& failure = dial.failures.emplace_back();
  failure.attempt = static_cast<std::uint8_t>(std::bit_width(dial.sent.bits()) - 1);
  failure.stage = evidence::DialStage::reply;
  failure.icmp = refusal;
}

// The kernel traced packets to the path's port of who nobody saw: where the path's own may have
// ended before, they are perhaps another's.
bool may_be_anothers(
    const diagnosis::PathState& path,
    const evidence::RuleFinding& found,
    const wire::RulesOrder& order
) {
  if (found.rule.source != evidence::RuleSource::traced || path.verdict->where.size() == 1)
    return false;
  return std::ranges::any_of(order.packets, [&](const evidence::WatchedPacket& packet) {
    return packet.path == found.path && packet.leaves == found.leaves &&
           packet.answers == found.answers &&
           (packet.source.is_unspecified() || packet.destination.is_unspecified());
  });
}

}  // namespace

std::string EvidenceCollector::accept(
    NodeId from, wire::Looked message, const wire::LookOrder& order
) {
  const bool as_ordered = std::ranges::equal(
      message.looks, order.looks, {}, &evidence::LookEvidence::path, &evidence::Look::path
  );
  if (!as_ordered) return "told of other closer looks than it was asked for";
  auto ordered = order.looks.begin();
  for (evidence::LookEvidence& seen : message.looks) {
    const auto index = check_.paths.find(seen.path);
    if (!index || seen.path.source != from || check_.paths[*index].look)
      return "told of a look twice";
    const Protocol protocol = check_.inventory.flow(seen.path.flow).protocol;
    const auto& dial = check_.paths[*index].dial;
    const bool of_service = dial && dial->service;
    const bool asked_long = std::ranges::any_of(seen.sizes, &evidence::SizedProbe::asked_long);
    if (!is_plausible(seen, *ordered++, protocol) || (asked_long && !of_service))
      return "told of a closer look what can't be, such as an answer to what was not sent";
    auto path = check_.paths.edit(*index);
    path->look = std::make_shared<diagnosis::CloserLook>();
    path->look->seen = std::move(seen);
    looked_at_.push_back(path->look);
  }
  return "";
}

std::string EvidenceCollector::accept(NodeId from, const wire::LookReceipts& message) {
  for (const evidence::LookReceipt& receipt : message.receipts) {
    if (receipt.path.target != from) return "told of a probe that was not for it";
    const auto index = check_.paths.find(receipt.path);
    const auto look = index ? check_.paths[*index].look : nullptr;
    if (!look) continue;
    look->receipt = receipt;
    keep_sent(look->receipt, look->seen);
  }
  look_reports_[index_of(from)] = message.overflowed ? LookReport::overflowed : LookReport::whole;
  return "";
}

std::string EvidenceCollector::accept(
    NodeId from, wire::Rules message, const wire::RulesOrder& order
) {
  std::set<std::pair<PathId, diagnosis::Segment>> told;
  for (const evidence::RuleFinding& found : message.findings) {
    const bool watched = std::ranges::any_of(order.packets, [&](const auto& packet) {
      return packet.path == found.path && packet.leaves == found.leaves &&
             packet.answers == found.answers;
    });
    if (!watched || diagnosis::host_of(found.path, found) != from)
      return "told of the rules for other packets than it was to watch";
    if (!is_plausible(found.rule, order.trace))
      return "told of a rule what can't be, such as a trace that nobody wanted";
    if (!told.emplace(found.path, diagnosis::segment_of(found)).second)
      return "told of the rule for a packet twice";
  }
  for (evidence::RuleFinding& found : message.findings) {
    const auto index = check_.paths.find(found.path);
    if (!index || may_be_anothers(check_.paths.state_at(*index), found, order)) continue;
    auto path = check_.paths.edit(*index);
    found.path = {};  // as all of a path's evidence
    path->rules.edit().push_back(std::move(found));
  }
  return "";
}

void EvidenceCollector::finish_looks() {
  for (const auto& look : looked_at_) {
    const LookReport report = look_reports_[index_of(look->seen.path.target)];
    const auto index = check_.paths.find(look->seen.path);
    if (!index) continue;
    // What a running service received nobody tells.
    const auto& dial = check_.paths[*index].dial;
    const bool running_service = dial && dial->service.has_value();
    // A queue that ran over lost datagrams, and no connection.
    const bool tcp = check_.inventory.flow(look->seen.path.flow).protocol == Protocol::tcp;
    const bool told = tcp ? report != LookReport::none : report == LookReport::whole;
    look->target_told = told && !running_service;
    const bool arrived =
        look->receipt.burst != 0 || look->seen.burst_answered != 0 || look->seen.again_answered;
    if (!look->seen.refused || arrived) continue;
    auto path = check_.paths.edit(*index);
    if (path->dial) note_refusal(*look->seen.refused, path->dial.edit());
  }
}

}  // namespace oakprobe::check
