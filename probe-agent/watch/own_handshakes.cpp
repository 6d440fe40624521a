#include "probe-agent/watch/own_handshakes.hpp"

#include "probe-agent/watch/left_by.hpp"

namespace oakprobe::agent {

using evidence::Sight;

namespace {

constexpr std::size_t strays_max = 4'096;

}  // namespace

void OwnHandshakes::opened(const OpenedAttempt& attempt) {
  auto& by_port = attempt.from_container ? contained_by_port_ : own_by_port_;
  by_port[attempt.local_port] = own_.size();
  Own& own = own_.emplace_back();
  own.handshake.path = attempt.path;
  own.handshake.attempt = attempt.attempt;
  own.handshake.local_port = attempt.local_port;
  own.destination = attempt.destination;
  own.port = attempt.port;
  dialled_.emplace(attempt.destination, attempt.port);
  own.from_container = attempt.from_container;
}

OwnHandshakes::Own* OwnHandshakes::contained_with(
    const packets::CapturedPacket& packet, const packets::TcpView& tcp
) {
  const auto found = contained_by_port_.find(tcp.source_port);
  if (found == contained_by_port_.end()) return nullptr;
  Own& own = own_[found->second];
  const bool same = own.port == tcp.destination_port && own.destination == packet.view.destination;
  if (!same || (own.handshake.sequence != 0 && own.handshake.sequence != tcp.sequence))
    return nullptr;
  if (own.handshake.sequence == 0) {
    own.handshake.sequence = tcp.sequence;
    own.handshake.timestamp = own.handshake.timestamp_last = tcp.timestamp;
    own_by_sequence_[tcp.sequence] = found->second;
  }
  return &own;
}

bool OwnHandshakes::passes_from_container(
    const packets::CapturedPacket& packet, const packets::TcpView& tcp
) {
  Own* const own = contained_with(packet, tcp);
  if (own == nullptr) return false;
  if (!addresses_.contains(packet.view.destination)) return true;
  own->handshake.left = true;
  return false;
}

// From the attempt's port to where nobody dialled: a rule of this host has changed its destination.
bool OwnHandshakes::is_diverted(
    const packets::CapturedPacket& packet, const packets::TcpView& tcp, const Own& own
) const {
  const bool ours = addresses_.contains(packet.view.source) || packet.view.source.is_loopback();
  return ours && !dialled_.contains({packet.view.destination, tcp.destination_port}) &&
         own.destination.is_v4() == packet.view.destination.is_v4();
}

// Which attempt it is of: the one that it was sent again of; the one that leaves from this very
// port for this very target; the one from this port whose destination a rule of this host has
// changed. Else it may still be one whose port such a rule has changed, if it goes where an attempt
// does.
void OwnHandshakes::left(const packets::CapturedPacket& packet, const packets::TcpView& tcp) {
  Own* const again = own_with_sequence(tcp.sequence);
  if (again != nullptr) {  // sent again; or a container's, that goes on
    note_left(*again, packet.place);
    again->handshake.timestamp_last = tcp.timestamp;
    if (again->from_container && packet.view.destination != again->destination)
      again->handshake.diverted = !addresses_.contains(again->destination);
    return;
  }
  const auto by_port = own_by_port_.find(tcp.source_port);
  Own* const near = by_port == own_by_port_.end() ? nullptr : &own_[by_port->second];
  const bool exact = near != nullptr && near->port == tcp.destination_port &&
                     near->destination == packet.view.destination;
  std::size_t index = own_.size();
  if (exact && (!near->handshake.was_seen() || near->handshake.diverted)) {
    index = by_port->second;
    near->handshake.diverted = false;
  } else if (near != nullptr && !near->handshake.was_seen() && is_diverted(packet, tcp, *near)) {
    index = by_port->second;
    near->handshake.diverted = true;
  } else if (strays_ < strays_max && dialled_.contains({packet.view.destination, tcp.destination_port})) {
    ++strays_;
    Own& stray = own_.emplace_back();
    stray.destination = packet.view.destination;
    stray.port = tcp.destination_port;
    stray.stray = true;
  } else {
    return;
  }
  note_left(own_[index], packet.place);
  own_[index].handshake.sequence = tcp.sequence;
  own_[index].handshake.timestamp = own_[index].handshake.timestamp_last = tcp.timestamp;
  own_by_sequence_[tcp.sequence] = index;
}

void OwnHandshakes::note_left(Own& own, packets::Place place) {
  const Sight sight = left_by(place);
  own.handshake.left = own.handshake.left || sight == Sight::left;
  own.handshake.left_inside = own.handshake.left_inside || sight == Sight::left_inside;
  own.handshake.left_wrapped = own.handshake.left_wrapped || sight == Sight::left_wrapped;
}

OwnHandshakes::Own* OwnHandshakes::own_with_sequence(std::uint32_t sequence) {
  const auto found = own_by_sequence_.find(sequence);
  return found == own_by_sequence_.end() ? nullptr : &own_[found->second];
}

OwnHandshakes::Own* OwnHandshakes::own_answered_by(
    const packets::CapturedPacket& packet, const packets::TcpView& tcp
) {
  if (Own* own = own_with_sequence(tcp.acknowledged - 1)) return own;
  const auto by_port = own_by_port_.find(tcp.destination_port);
  if (by_port == own_by_port_.end()) return nullptr;
  Own& own = own_[by_port->second];
  const bool from_target = own.destination == packet.view.source && own.port == tcp.source_port;
  return from_target && !own.handshake.was_seen() ? &own : nullptr;
}

bool OwnHandshakes::is_hosts_own(std::uint32_t sequence) {
  const Own* const own = own_with_sequence(sequence);
  return own != nullptr && !own->from_container;
}

void OwnHandshakes::answer_came(
    SeenBy tap, const packets::CapturedPacket& packet, const packets::TcpView& tcp
) {
  Own* const own = own_answered_by(packet, tcp);
  if (own == nullptr) return;
  if (tap == SeenBy::link) {
    own->handshake.answer_reached = true;
    own->handshake.answer_sequence = tcp.sequence;
  } else if (tap == SeenBy::raw) {
    own->handshake.answer_admitted = true;
  }
}

void OwnHandshakes::answer_goes_on(const packets::TcpView& tcp) {
  Own* const own = own_with_sequence(tcp.acknowledged - 1);
  if (own != nullptr && own->from_container) own->handshake.answer_admitted = true;
}

void OwnHandshakes::reset_came(const packets::CapturedPacket& packet, const packets::TcpView& tcp) {
  if (Own* own = own_answered_by(packet, tcp)) own->handshake.reset_reached = true;
}

std::optional<OwnAttempt> OwnHandshakes::quoted_attempt(const packets::IcmpErrorView& error) const {
  if (error.quoted_protocol != Protocol::tcp || error.quoted_sequence == 0) return std::nullopt;
  const auto found = own_by_sequence_.find(error.quoted_sequence);
  if (found == own_by_sequence_.end()) return std::nullopt;
  const Own& own = own_[found->second];
  const bool same = !own.stray && own.destination == error.quoted_destination &&
                    own.port == error.quoted_destination_port;
  return same ? std::optional(OwnAttempt{own.handshake.path, own.handshake.attempt}) : std::nullopt;
}

// An attempt of which no SYN was seen from its own port is given a stray one to its target.
std::vector<evidence::OwnHandshake> OwnHandshakes::evidence() const {
  std::vector<evidence::OwnHandshake> out;
  std::multimap<std::pair<IpAddress, std::uint16_t>, std::size_t> never_left;
  for (const Own& own : own_) {
    if (own.stray) continue;
    // A container's is known by how it came in.
    if (!own.handshake.was_seen() && !own.from_container)
      never_left.emplace(std::pair(own.destination, own.port), out.size());
    out.push_back(own.handshake);
  }
  for (const Own& stray : own_) {
    const auto found =
        stray.stray ? never_left.find({stray.destination, stray.port}) : never_left.end();
    if (found == never_left.end()) continue;
    evidence::OwnHandshake& handshake = out[found->second];
    const evidence::OwnHandshake before = handshake;
    handshake = stray.handshake;
    handshake.path = before.path;
    handshake.attempt = before.attempt;
    handshake.local_port = before.local_port;
    never_left.erase(found);
  }
  return out;
}

}  // namespace oakprobe::agent
