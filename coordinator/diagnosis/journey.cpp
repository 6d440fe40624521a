#include "coordinator/diagnosis/journey.hpp"

#include "coordinator/diagnosis/addresses.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {

using evidence::ListenMode;
using evidence::Sight;
using evidence::TapState;
using evidence::Waypoint;

namespace {

constexpr std::size_t index_of(Waypoint waypoint) { return static_cast<std::size_t>(waypoint); }

bool is_udp(const PathEvidence& evidence) { return evidence.flow().protocol == Protocol::udp; }

bool has(const evidence::ReceiptEvidence* receipt, unsigned attempt) {
  return receipt != nullptr && receipt->delivered.has(attempt);
}

// Nobody there takes it, whoever lets it in.
bool nobody_listens(const PathEvidence& evidence) {
  if (evidence.listener == nullptr) return false;
  const ListenMode mode = evidence.listener->mode;
  return mode == ListenMode::none || mode == ListenMode::not_running;
}

// Docker may send it to a container: past INPUT, and without a listener of the host's own. A port
// that it publishes with its proxy has one (docker-proxy); without, nothing shows it.
bool may_be_published(const PathEvidence& evidence) {
  if (evidence.listener == nullptr) return false;
  if (evidence.listener->process == "docker-proxy") return true;
  return evidence.target->facts.docker && nobody_listens(evidence);
}

// UDP: a delivery would be in the target's report.
bool sees_deliveries(const PathEvidence& evidence) {
  if (receipts_seen(evidence) || nobody_listens(evidence)) return true;
  const bool live = evidence.listener != nullptr && evidence.listener->mode == ListenMode::live;
  return live && sees_admissions(*evidence.target, Protocol::udp);
}

}  // namespace

bool sees_packets(const NodeObservation& node) {
  return node.evidence_complete && node.taps.packets == TapState::trusted;
}

bool sees_arrivals(const NodeObservation& node) {
  return sees_packets(node) && node.facts.xdp_interfaces.empty();
}

bool sees_admissions(const NodeObservation& node, Protocol protocol) {
  const TapState tap = protocol == Protocol::udp ? node.taps.udp : node.taps.tcp;
  return node.evidence_complete && tap == TapState::trusted;
}

// What a packet passes on its way from the waypoint before: socket, OUTPUT, device, network,
// device, INPUT, socket, and back the same way.
SegmentSet segments_before(Waypoint waypoint) {
  switch (waypoint) {
    case Waypoint::sent:
      return {Segment::source_host, Segment::source_firewall};
    case Waypoint::left_source:
      return {Segment::source_firewall};
    case Waypoint::reached_target:
      return {Segment::network};
    case Waypoint::admitted:
      return {Segment::target_firewall};
    case Waypoint::delivered:
    case Waypoint::answered:
      return {Segment::target_host};
    case Waypoint::answer_left:
      return {Segment::return_target_firewall};
    case Waypoint::answer_reached:
      return {Segment::return_network};
    case Waypoint::answer_admitted:
      return {Segment::return_source_firewall};
    case Waypoint::answer_delivered:
      return {Segment::source_host};
  }
  return {};
}

Journey::Journey(const PathEvidence& evidence, unsigned attempt)
    : attempt_(attempt),
      sights_(evidence.sights),
      same_host_(is_same_host(*evidence.source, *evidence.target)),
      tunnels_(tunnels_of(evidence)) {
  passages_.fill(Passage::unseen);
  follow_at_source(evidence);
  if (is_udp(evidence)) {
    follow_at_target(evidence);
  } else {
    follow_handshake(evidence);
  }
  if (!is_udp(evidence) && !is_authentic(evidence)) forget_answer();
  // What is proved later is proved earlier.
  const auto last = last_passed();
  for (std::size_t i = 0; last && i < index_of(*last); ++i) passages_[i] = Passage::passed;
}

// TCP: what came back is the target's: it was seen to leave there, or it proved itself.
bool Journey::is_authentic(const PathEvidence& evidence) const {
  const bool exchanged = evidence.dial != nullptr && evidence.dial->answered.has(attempt_);
  return exchanged || has(evidence.receipt, attempt_) || was(Sight::answer_left) ||
         was(Sight::answer_inside) || was(Sight::answer_wrapped);
}

// A SYN-ACK that may be anybody's proves that the SYN left, and nothing of the way behind.
void Journey::forget_answer() {
  for (std::size_t i = index_of(Waypoint::answer_reached); i < passages_.size(); ++i) {
    if (passages_[i] != Passage::passed) continue;
    passages_[i] = Passage::unseen;
    Passage& left = passages_[index_of(Waypoint::left_source)];
    if (left == Passage::unseen) left = Passage::passed;  // a tap that saw none knows better
  }
}

// Who saw it proves that it passed; who could have seen it and did not, that it was missed. Where
// nobody watched, nothing is known of it.
void Journey::note(Waypoint waypoint, bool passed, bool watched) {
  const std::size_t index = index_of(waypoint);
  if (passed) passages_[index] = Passage::passed;
  if (!passed && watched) passages_[index] = Passage::missed;
  if (watched) seen_[index] = passed;
}

// What the source knows of: its socket sent it, its packet tap saw it leave, and the answer come
// back.
void Journey::follow_at_source(const PathEvidence& evidence) {
  const NodeObservation& source = *evidence.source;
  const bool packets = sees_packets(source);
  // Between two names of one machine nothing leaves it. What goes into another packet may have
  // left in that.
  note(
      Waypoint::left_source,
      was(Sight::left) || (same_host_ && was(Sight::left_inside)),
      packets && !source.ipsec && !was(Sight::left_wrapped)
  );
  note(Waypoint::answer_reached, was(Sight::answer_reached), sees_arrivals(source));
  note(
      Waypoint::answer_admitted,
      was(Sight::answer_admitted),
      sees_admissions(source, evidence.flow().protocol)
  );
  if (evidence.dial == nullptr) return;
  const evidence::DialEvidence& dial = *evidence.dial;
  const bool told = !dial.not_tried;
  note(Waypoint::sent, dial.sent.has(attempt_), told);
  const bool back = is_udp(evidence) ? dial.answered.has(attempt_)
                                     : dial.connected.has(attempt_) || dial.answered.has(attempt_);
  note(Waypoint::answer_delivered, back, told);
}

// UDP: every probe names its path and attempt, so what any instrument of the target's saw was this
// one.
void Journey::follow_at_target(const PathEvidence& evidence) {
  const NodeObservation& target = *evidence.target;
  const bool packets = sees_packets(target);
  const bool elsewhere = was(Sight::forwarded) || may_be_published(evidence);
  // Led to another port behind an address that is not the target's: the router's forward is wrong.
  const auto dialled = evidence.dialled();
  const bool misled =
      was(Sight::other_port) && dialled && is_behind_nat(*evidence.source, target, *dialled);
  note(Waypoint::reached_target, was(Sight::reached) && !misled, sees_arrivals(target));
  note(
      Waypoint::admitted,
      was(Sight::admitted) && !misled,
      sees_admissions(target, Protocol::udp) && !elsewhere
  );
  const bool watched = sees_deliveries(evidence) && !elsewhere;
  const evidence::ReceiptEvidence* receipt = evidence.receipt;
  note(Waypoint::delivered, has(receipt, attempt_), watched);
  const bool answered = receipt != nullptr && receipt->answered.has(attempt_);
  note(Waypoint::answered, answered, watched);
  note(
      Waypoint::answer_left,
      was(Sight::answer_left) || (same_host_ && was(Sight::answer_inside)),
      packets && !target.ipsec && !was(Sight::answer_wrapped)
  );
}

// TCP: a SYN is known by its sequence number, if nothing rewrites it; where that is not certain,
// what was not seen may have been there.
void Journey::follow_handshake(const PathEvidence& evidence) {
  const NodeObservation& target = *evidence.target;
  // The machine's own OUTPUT leads it on, to a container for instance: it never comes in anywhere.
  const bool inside = was(Sight::diverted) && is_same_host(*evidence.source, target);
  const bool certain = evidence.arrivals_certain.has(attempt_) && !inside;
  const bool packets = sees_packets(target) && (certain || was(Sight::reached));
  const bool arrivals = sees_arrivals(target) && packets;
  const bool elsewhere = was(Sight::forwarded) || may_be_published(evidence);
  const bool exchanged = has(evidence.receipt, attempt_);
  note(Waypoint::reached_target, was(Sight::reached), arrivals);
  note(
      Waypoint::admitted,
      was(Sight::admitted) || was(Sight::redirected),
      sees_admissions(target, Protocol::tcp) && (certain || was(Sight::reached)) && !elsewhere
  );
  const bool left = was(Sight::answer_left) || (same_host_ && was(Sight::answer_inside));
  const bool made = was(Sight::answer_made) || left || was(Sight::answer_inside) ||
                    was(Sight::answer_wrapped) || exchanged;
  const bool refused =
      was(Sight::reset_left) || was(Sight::reset_inside) || (packets && nobody_listens(evidence));
  const bool told = made || (refused && !elsewhere);
  note(Waypoint::delivered, made, told);
  note(Waypoint::answered, made, told);
  note(
      Waypoint::answer_left,
      left || exchanged,
      packets && was(Sight::reached) && !target.ipsec && !was(Sight::answer_wrapped)
  );
}

std::optional<Waypoint> Journey::last_passed() const {
  for (std::size_t i = evidence::waypoint_count; i > 0; --i) {
    if (passages_[i - 1] == Passage::passed) return static_cast<Waypoint>(i - 1);
  }
  return std::nullopt;
}

// Behind what was passed: a tap that missed a packet which was seen later only lost it.
std::optional<Waypoint> Journey::first_missed(Waypoint until) const {
  const auto last = last_passed();
  for (std::size_t i = last ? index_of(*last) + 1 : 0; i <= index_of(until); ++i) {
    if (passages_[i] == Passage::missed) return static_cast<Waypoint>(i);
  }
  return std::nullopt;
}

// What a packet travels in may be stopped by either end's firewall while it is on the way.
SegmentSet Journey::before(Waypoint waypoint) const {
  SegmentSet where = segments_before(waypoint);
  if (waypoint == Waypoint::answer_reached) where |= tunnels_.way_back;
  if (waypoint != Waypoint::reached_target) return where;
  SegmentSet within = tunnels_.way;
  if (was(Sight::left)) within.erase(Segment::source_firewall);
  where |= within;
  return where;
}

// It was stopped somewhere between where it was seen last and where it was missed first; what
// nobody watched in between is possible, too.
SegmentSet Journey::span(Waypoint until) const {
  SegmentSet between;
  const auto last = last_passed();
  const std::size_t end = index_of(first_missed(until).value_or(until));
  for (std::size_t i = last ? index_of(*last) + 1 : 0; i <= end; ++i)
    between |= before(static_cast<Waypoint>(i));
  return between;
}

}  // namespace oakprobe::diagnosis
