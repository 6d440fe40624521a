#include "coordinator/check/evidence_collector.hpp"

#include "coordinator/check/plausible_evidence.hpp"

#include <algorithm>
#include <utility>

namespace oakprobe::check {
namespace {

constexpr unsigned empty_parts_max = 16;
constexpr std::size_t unplanned_max = 256;  // such paths of one target's that are told

// What is told of the node as a whole counts in the last part.
void keep_paths(evidence::NodeEvidence& part) {
  evidence::NodeEvidence kept;
  kept.dials = std::move(part.dials);
  kept.receipts = std::move(part.receipts);
  kept.sights = std::move(part.sights);
  kept.own_handshakes = std::move(part.own_handshakes);
  kept.seen_handshakes = std::move(part.seen_handshakes);
  part = std::move(kept);
}

}  // namespace

EvidenceCollector::EvidenceCollector(
    diagnosis::FinishedCheck& check, unsigned attempts, std::vector<std::optional<IpAddress>> told
)
    : check_(check),
      attempts_(attempts),
      told_(std::move(told)),
      empty_parts_(check.nodes.size()),
      look_reports_(check.nodes.size()),
      unplanned_(check.nodes.size()),
      receipts_(check.nodes.size()) {
  count_most();
}

std::string EvidenceCollector::accept_dial(NodeId from, evidence::DialEvidence& dial) {
  constexpr auto not_ordered = "told of a probe that it was not to send, or told it twice";
  const auto index = check_.paths.find(dial.path);
  if (!index || dial.path.source != from) return not_ordered;
  auto path = check_.paths.edit(*index);
  if (path->dial) return not_ordered;
  const Protocol protocol = check_.inventory.flow(dial.path.flow).protocol;
  if (!is_plausible(dial, protocol, attempts_))
    return "told of a probe what can't be, such as an answer to what was not sent";
  std::ranges::sort(dial.failures, {}, &evidence::DialFailure::attempt);
  path->round_trip = std::exchange(dial.round_trip, std::nullopt);
  dial.path = {};
  path->dial = dials_.share(std::move(dial));
  return "";
}

std::string EvidenceCollector::accept_receipt(NodeId from, evidence::ReceiptEvidence& receipt) {
  if (receipt.path.target != from) return "told of a probe that was not for it";
  if (!is_plausible(receipt)) return "told that it answered a probe which it did not get";
  const auto index = check_.paths.find(receipt.path);
  if (!index) return note_unplanned(from, receipt.path);
  if (disowned_.contains(receipt.path.source)) return "";
  auto path = check_.paths.edit(*index);
  if (path->receipt) return "told of a probe twice";
  if (receipt.as_told) {
    const auto& told = told_[index_of(receipt.path.source)];
    if (!told) return "told that a probe came from an address which it was not told";
    receipt.observed_source = *told;
    receipt.as_told = false;
  }
  keep_planned(receipt, attempts_);
  path->observed_port = std::exchange(receipt.observed_port, std::uint16_t{0});
  SharePool<evidence::ReceiptEvidence>& alike = receipts_[index_of(receipt.path.source)];
  receipt.path = {};
  path->receipt = alike.share(receipt);
  return "";
}

// Whose word it is that they came, and whose key they bear, is told; neither is given up for it:
// the target can't help what it is sent, and may be lying about the source.
std::string EvidenceCollector::note_unplanned(NodeId told_by, const PathId& path) {
  constexpr auto no_such_node = "told of a probe of a node that the inventory does not have";
  if (index_of(path.source) >= check_.nodes.size()) return no_such_node;
  auto& paths = unplanned_[index_of(told_by)];
  if (paths.size() < unplanned_max) paths.emplace(path.source, path.flow);
  return "";
}

std::vector<diagnosis::UnplannedProbes> EvidenceCollector::unplanned(NodeId told_by) const {
  std::vector<diagnosis::UnplannedProbes> all;
  for (const auto& [source, flow] : unplanned_[index_of(told_by)]) {
    if (all.empty() || all.back().source != source) all.push_back({source, 0});
    ++all.back().paths;
  }
  return all;
}

// Each end tells what its own taps can see, and no more.
std::string EvidenceCollector::accept_sights(NodeId from, const evidence::PathSights& sights) {
  const bool source = sights.path.source == from;
  const bool target = sights.path.target == from;
  if (!source && !target) return "told what its taps saw of a path that is not its own";
  const auto index = check_.paths.find(sights.path);
  if (!index) return target ? note_unplanned(from, sights.path) : "";
  if (disowned_.contains(sights.path.source)) return "";
  auto path = check_.paths.edit(*index);
  evidence::PathSights joined = *path->sights;
  constexpr auto first_of_target = static_cast<std::size_t>(evidence::Sight::reached);
  for (std::size_t sight = 0; sight < evidence::sight_count; ++sight) {
    const bool its_own = sight < first_of_target ? source : target;
    if (its_own) joined.attempts[sight] = sights.attempts[sight];
  }
  path->sights = sights_.share(joined);
  return "";
}

bool EvidenceCollector::accept_own(NodeId from, const evidence::OwnHandshake& handshake) {
  if (!check_.paths.find(handshake.path) || handshake.path.source != from) return false;
  auto& known = handshakes_.own[handshake.path];
  const bool twice = std::ranges::any_of(known, [&](const evidence::OwnHandshake& one) {
    return one.attempt == handshake.attempt;
  });
  if (!twice) known.push_back(handshake);
  return !twice;
}

void EvidenceCollector::accept_seen(NodeId from, const evidence::SeenHandshake& handshake) {
  handshakes_.seen[from].push_back(handshake);
}

std::string EvidenceCollector::accept_paths(NodeId from, evidence::NodeEvidence& part) {
  for (evidence::DialEvidence& dial : part.dials)
    if (std::string wrong = accept_dial(from, dial); !wrong.empty()) return wrong;
  for (evidence::ReceiptEvidence& receipt : part.receipts)
    if (std::string wrong = accept_receipt(from, receipt); !wrong.empty()) return wrong;
  for (const evidence::PathSights& sights : part.sights)
    if (std::string wrong = accept_sights(from, sights); !wrong.empty()) return wrong;
  for (const evidence::OwnHandshake& handshake : part.own_handshakes)
    if (!accept_own(from, handshake))
      return "told of a connection that it was not to make, or told of it twice";
  for (const evidence::SeenHandshake& handshake : part.seen_handshakes)
    accept_seen(from, handshake);
  return "";
}

void EvidenceCollector::begin_again(unsigned round) {
  round_ = round;
  again_ = true;
  by_target_.emplace(check_.paths, check_.nodes.size());
  count_most();
  staged_.assign(check_.nodes.size(), {});
  unplanned_.assign(check_.nodes.size(), {});
  empty_parts_.assign(check_.nodes.size(), 0);
}

void EvidenceCollector::disown(NodeId node) {
  disowned_.insert(node);
  if (!by_target_) by_target_.emplace(check_.paths, check_.nodes.size());
  forget(node);
  // What others saw of its probes is of the machine that sent them.
  for (const std::uint32_t index : check_.paths.from(node)) {
    auto path = check_.paths.edit(index);
    path->receipt.reset();
    path->sights.reset();
    path->seen_source.reset();
  }
}

void EvidenceCollector::forget(NodeId node) {
  check_.nodes[index_of(node)].observation.evidence_complete = false;
  const auto keep_sights = [&](diagnosis::FinishedPath& path, bool of_source) {
    if (!path.sights) return;
    constexpr auto first_of_target = static_cast<std::size_t>(evidence::Sight::reached);
    evidence::PathSights kept = *path.sights;
    for (std::size_t sight = 0; sight < evidence::sight_count; ++sight)
      if ((sight < first_of_target) != of_source) kept.attempts[sight] = {};
    path.sights = sights_.share(kept);
  };
  for (const std::uint32_t index : check_.paths.from(node)) {
    auto path = check_.paths.edit(index);
    path->dial.reset();
    path->round_trip.reset();
    keep_sights(*path, false);
  }
  for (const std::uint32_t index : by_target_->to(node)) {
    auto path = check_.paths.edit(index);
    path->receipt.reset();
    keep_sights(*path, true);
  }
  std::erase_if(handshakes_.own, [node](const auto& one) { return one.first.source == node; });
  handshakes_.seen.erase(node);
}

// As much of each kind as the node can have to tell, and no more: a few bytes tell of thousands.
bool EvidenceCollector::is_too_much(NodeId from, const evidence::NodeEvidence& part) {
  Told& told = told_so_far_[index_of(from)];
  const Told& most = most_[index_of(from)];
  told.dials += part.dials.size();
  told.receipts += part.receipts.size();
  told.sights += part.sights.size();
  told.own_handshakes += part.own_handshakes.size();
  told.seen_handshakes += part.seen_handshakes.size();
  return told.dials > most.dials || told.receipts > most.receipts || told.sights > most.sights ||
         told.own_handshakes > most.own_handshakes || told.seen_handshakes > most.seen_handshakes;
}

void EvidenceCollector::count_most() {
  told_so_far_.assign(check_.nodes.size(), {});
  most_.assign(check_.nodes.size(), {});
  check_.paths.for_each_id([&](std::uint32_t, const PathId& id) {
    Told& source = most_[index_of(id.source)];
    ++source.dials;
    ++source.sights;
    source.own_handshakes += attempts_;
    Told& target = most_[index_of(id.target)];
    ++target.receipts;
    ++target.sights;
  });
  for (Told& most : most_) {
    // Of paths that nobody planned.
    most.receipts += evidence::receipts_max;
    most.sights += evidence::receipts_max;
    most.seen_handshakes = evidence::seen_handshakes_max;
  }
}

std::string EvidenceCollector::stage(NodeId from, wire::Evidence message) {
  std::vector<wire::Evidence>& staged = staged_[index_of(from)];
  std::string wrong;
  std::erase_if(message.part.receipts, [&](const evidence::ReceiptEvidence& receipt) {
    if (check_.paths.find(receipt.path)) return false;
    if (receipt.path.target == from && wrong.empty()) wrong = note_unplanned(from, receipt.path);
    return receipt.path.target == from;
  });
  if (!wrong.empty()) return wrong;
  std::erase_if(message.part.sights, [&](const evidence::PathSights& sights) {
    if (check_.paths.find(sights.path)) return false;
    if (wrong.empty()) wrong = accept_sights(from, sights);
    return true;
  });
  if (!wrong.empty()) return wrong;
  const bool last = message.last;
  if (!last) keep_paths(message.part);
  staged.push_back(std::move(message));
  if (!last) return "";
  std::vector<wire::Evidence> parts = std::exchange(staged, {});
  forget(from);
  for (wire::Evidence& part : parts)
    if (wrong = accept_part(from, part); !wrong.empty()) return wrong;
  return "";
}

std::string EvidenceCollector::accept(NodeId from, wire::Evidence message) {
  const evidence::NodeEvidence& part = message.part;
  const bool empty = part.dials.empty() && part.receipts.empty() && part.sights.empty() &&
                     part.own_handshakes.empty() && part.seen_handshakes.empty();
  const bool endless = !message.last && empty && ++empty_parts_[index_of(from)] > empty_parts_max;
  if (endless || is_too_much(from, part)) return "sends evidence without end";
  return again_ ? stage(from, std::move(message)) : accept_part(from, message);
}

std::string EvidenceCollector::accept_part(NodeId from, wire::Evidence& message) {
  evidence::NodeEvidence& part = message.part;
  if (std::string wrong = accept_paths(from, part); !wrong.empty()) return wrong;
  if (!message.last) return "";

  ++check_.nodes[index_of(from)].told;
  diagnosis::NodeObservation& node = check_.nodes[index_of(from)].observation;
  node.strangers = std::move(part.strangers);
  if (node.strangers.size() > evidence::strangers_max)
    node.strangers.resize(evidence::strangers_max);
  node.unplanned = unplanned(from);
  node.counters = part.counters;
  node.no_route_to = std::move(part.no_route_to);
  node.dead_hops = std::move(part.dead_hops);
  node.link_addresses = std::move(part.link_addresses);
  node.link_neighbours = std::move(part.link_neighbours);
  node.taps = part.taps;
  node.unanswered_neighbours = std::move(part.unanswered_neighbours);
  node.own_questions = std::move(part.own_questions);
  node.neighbours_overflowed = part.neighbours_overflowed;
  node.ipsec = part.ipsec;
  node.clusters = std::move(part.clusters);
  node.policy_routed = std::move(part.policy_routed);
  node.inner_devices = std::move(part.inner_devices);
  node.ways = std::move(part.ways);
  std::ranges::sort(node.ways, {}, &evidence::InnerWay::to);
  node.evidence_complete = true;
  node.evidence_round = round_;
  return "";
}

}  // namespace oakprobe::check
