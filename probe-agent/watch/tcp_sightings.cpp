#include "probe-agent/watch/tcp_sightings.hpp"

#include <algorithm>

namespace oakprobe::agent {

using evidence::Sight;

namespace {

constexpr std::size_t strays_max = 4'096;

// The taps of a node are emptied within milliseconds of each other.
constexpr std::size_t let_in_max = 1'024;

}  // namespace

TcpSightings::TcpSightings(
    WatchIdentity identity, std::set<std::uint16_t> ports, std::optional<IpAddress> bind
)
    : identity_(std::move(identity)), ports_(std::move(ports)), bind_(std::move(bind)) {}

void TcpSightings::opened(const OpenedAttempt& attempt) {
  auto& by_port = attempt.from_container ? contained_by_port_ : own_by_port_;
  by_port[attempt.local_port] = own_.size();
  Own& own = own_.emplace_back();
  own.told.path = attempt.path;
  own.told.attempt = attempt.attempt;
  own.told.local_port = attempt.local_port;
  own.destination = attempt.destination;
  own.port = attempt.port;
  dialled_.emplace(attempt.destination, attempt.port);
  own.from_container = attempt.from_container;
}

TcpSightings::Own* TcpSightings::take_contained(
    const packets::CapturedPacket& packet, const packets::TcpView& tcp
) {
  const auto found = contained_by_port_.find(tcp.source_port);
  if (found == contained_by_port_.end()) return nullptr;
  Own& own = own_[found->second];
  const bool same = own.port == tcp.destination_port && own.destination == packet.view.destination;
  if (!same || (own.told.sequence != 0 && own.told.sequence != tcp.sequence)) return nullptr;
  if (own.told.sequence == 0) {
    own.told.sequence = tcp.sequence;
    own.told.timestamp = own.told.timestamp_last = tcp.timestamp;
    own_by_sequence_[tcp.sequence] = found->second;
  }
  return &own;
}

void TcpSightings::take(SeenBy tap, const packets::CapturedPacket& packet) {
  if (const auto* error = std::get_if<packets::IcmpErrorView>(&packet.view.content)) {
    if (tap == SeenBy::link && packet.outgoing) take_error(*error);
    return;
  }
  const auto* tcp = std::get_if<packets::TcpView>(&packet.view.content);
  if (tcp == nullptr || packet.misdelivered) return;
  if (tcp->reset) return take_reset(tap, packet, *tcp);
  if (tcp->syn && tcp->ack) return take_syn_ack(tap, packet, *tcp);
  if (tcp->syn) take_syn(tap, packet, *tcp);
}

bool TcpSightings::is_watched(const IpAddress& address) const {
  return !bind_ || bind_->is_unspecified() || *bind_ == address;
}

void TcpSightings::take_syn(
    SeenBy tap, const packets::CapturedPacket& packet, const packets::TcpView& tcp
) {
  if (tap == SeenBy::link && packet.outgoing) return syn_left(packet, tcp);
  if (tap == SeenBy::raw && let_in(packet, tcp)) return;
  const IpAddress& to = packet.view.destination;
  if (Own* own = take_contained(packet, tcp)) {
    if (!identity_.addresses.contains(to)) return;  // on its way through this host
    own->told.left = true;
  }
  if (!ports_.contains(tcp.destination_port) || !is_watched(to)) return;
  const SeenKey key{tcp.destination_port, tcp.sequence};
  auto found = seen_.find(key);
  if (found == seen_.end()) {
    if (seen_.size() >= evidence::seen_handshakes_max) {
      overflowed_ = true;
      return;
    }
    found = seen_.emplace(key, Seen{}).first;
    evidence::SeenHandshake& told = found->second.told;
    told.port = tcp.destination_port;
    told.from = packet.view.source;
    told.from_port = tcp.source_port;
    told.sequence = tcp.sequence;
    told.timestamp = tcp.timestamp;
    found->second.to = to;
  }
  Seen& seen = found->second;
  switch (tap) {
    case SeenBy::link:
      if (!seen.told.has(Sight::reached)) {
        seen.told.insert(Sight::reached);
        seen.to = to;
        seen.interface = packet.interface;
        arrived_.insert_or_assign(tcp.sequence, tcp.destination_port);
        look_up_redirection(key);
      }
      if (packet.corrupted) seen.told.insert(Sight::corrupted);
      if (!identity_.addresses.contains(to) && !to.is_loopback()) {
        seen.told.insert(Sight::foreign_address);
      }
      return;
    case SeenBy::ip:
      seen.told.insert(Sight::past_ingress);
      return;
    case SeenBy::raw:
      seen.told.insert(Sight::admitted);
      if (!seen.looked && !seen.told.has_answered()) pending_.insert(key);
      return;
  }
}

// What arrived for another port a rule of this host has redirected.
bool TcpSightings::let_in(const packets::CapturedPacket& packet, const packets::TcpView& tcp) {
  const LetIn one{tcp.destination_port, packet.view.source, tcp.source_port, tcp.sequence};
  if (Seen* seen = seen_elsewhere(one)) {
    seen->told.insert(Sight::redirected);
    return true;
  }
  if (let_in_.size() == let_in_max) let_in_.pop_front();
  let_in_.push_back(one);
  return false;
}

void TcpSightings::look_up_redirection(const SeenKey& arrived) {
  for (const LetIn& one : let_in_) {
    if (one.sequence != arrived.second) continue;
    if (Seen* seen = seen_elsewhere(one)) {
      seen->told.insert(Sight::redirected);
      // Nothing came for the port that it was redirected to.
      const auto there = seen_.find({one.port, one.sequence});
      if (there == seen_.end() || there->second.told.has(Sight::reached)) continue;
      pending_.erase(there->first);
      seen_.erase(there);
    }
  }
}

// The same SYN, arrived for another port than it was let in for.
TcpSightings::Seen* TcpSightings::seen_elsewhere(const LetIn& one) {
  Seen* const seen = arrived_with(one.sequence);
  if (seen == nullptr || seen->told.port == one.port) return nullptr;
  const bool same = seen->told.from == one.from && seen->told.from_port == one.from_port;
  return same ? seen : nullptr;
}

TcpSightings::Seen* TcpSightings::arrived_with(std::uint32_t sequence) {
  const auto arrived = arrived_.find(sequence);
  return arrived == arrived_.end() ? nullptr : seen_with(arrived->second, sequence);
}

// A bridge shows one packet more than once; sent on, it has another destination, or another way.
bool TcpSightings::is_forwarded(const packets::CapturedPacket& packet, const Seen& seen) const {
  if (packet.interface == packets::loopback_interface) return false;
  return packet.interface != seen.interface || packet.view.destination != seen.to;
}

// From the attempt's port to where nobody dialled: a rule of this host has changed its destination.
bool TcpSightings::is_diverted(
    const packets::CapturedPacket& packet, const packets::TcpView& tcp, const Own& own
) const {
  const bool ours =
      identity_.addresses.contains(packet.view.source) || packet.view.source.is_loopback();
  return ours && !dialled_.contains({packet.view.destination, tcp.destination_port}) &&
         own.destination.is_v4() == packet.view.destination.is_v4();
}

// One of ours, or one that came in and goes on through another interface.
void TcpSightings::syn_left(const packets::CapturedPacket& packet, const packets::TcpView& tcp) {
  Own* const again = own_with_sequence(tcp.sequence);
  Seen* const seen = arrived_with(tcp.sequence);
  const bool hosts_own = again != nullptr && !again->from_container;
  if (seen != nullptr && !hosts_own && is_forwarded(packet, *seen)) {
    seen->told.insert(Sight::forwarded);
    return;
  }
  if (again != nullptr) {  // sent again; or a container's, that goes on
    note_left(*again, packet.place);
    again->told.timestamp_last = tcp.timestamp;
    if (again->from_container && packet.view.destination != again->destination)
      again->told.diverted = !identity_.addresses.contains(again->destination);
    return;
  }
  const auto by_port = own_by_port_.find(tcp.source_port);
  Own* const near = by_port == own_by_port_.end() ? nullptr : &own_[by_port->second];
  const bool exact = near != nullptr && near->port == tcp.destination_port &&
                     near->destination == packet.view.destination;
  std::size_t index = own_.size();
  if (exact && (!near->told.was_seen() || near->told.diverted)) {
    index = by_port->second;
    near->told.diverted = false;
  } else if (near != nullptr && !near->told.was_seen() && is_diverted(packet, tcp, *near)) {
    index = by_port->second;
    near->told.diverted = true;
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
  own_[index].told.sequence = tcp.sequence;
  own_[index].told.timestamp = own_[index].told.timestamp_last = tcp.timestamp;
  own_by_sequence_[tcp.sequence] = index;
}

void TcpSightings::note_left(Own& own, packets::Place place) {
  const Sight sight = left_by(place);
  own.told.left = own.told.left || sight == Sight::left;
  own.told.left_inside = own.told.left_inside || sight == Sight::left_inside;
  own.told.left_wrapped = own.told.left_wrapped || sight == Sight::left_wrapped;
}

TcpSightings::Own* TcpSightings::own_with_sequence(std::uint32_t sequence) {
  const auto found = own_by_sequence_.find(sequence);
  return found == own_by_sequence_.end() ? nullptr : &own_[found->second];
}

TcpSightings::Own* TcpSightings::own_answered_by(
    const packets::CapturedPacket& packet, const packets::TcpView& tcp
) {
  if (Own* own = own_with_sequence(tcp.acknowledged - 1)) return own;
  const auto by_port = own_by_port_.find(tcp.destination_port);
  if (by_port == own_by_port_.end()) return nullptr;
  Own& own = own_[by_port->second];
  const bool from_target = own.destination == packet.view.source && own.port == tcp.source_port;
  return from_target && !own.told.was_seen() ? &own : nullptr;
}

TcpSightings::Seen* TcpSightings::seen_with(std::uint16_t port, std::uint32_t sequence) {
  const auto found = seen_.find({port, sequence});
  return found == seen_.end() ? nullptr : &found->second;
}

void TcpSightings::take_syn_ack(
    SeenBy tap, const packets::CapturedPacket& packet, const packets::TcpView& tcp
) {
  if (tap == SeenBy::link && packet.outgoing) {
    // What goes on to a container passed this host's filters; no raw socket sees it.
    if (Own* own = own_with_sequence(tcp.acknowledged - 1); own != nullptr && own->from_container)
      own->told.answer_admitted = true;
    if (Seen* seen = seen_with(tcp.source_port, tcp.acknowledged - 1)) {
      seen->told.insert(answer_left_by(packet.place));
      seen->told.answer_sequence = tcp.sequence;
      pending_.erase({seen->told.port, seen->told.sequence});
    }
    return;
  }
  Own* own = own_answered_by(packet, tcp);
  if (own == nullptr) return;
  if (tap == SeenBy::link) {
    own->told.answer_reached = true;
    own->told.answer_sequence = tcp.sequence;
  } else if (tap == SeenBy::raw) {
    own->told.answer_admitted = true;
  }
}

void TcpSightings::take_reset(
    SeenBy tap, const packets::CapturedPacket& packet, const packets::TcpView& tcp
) {
  if (tap != SeenBy::link) return;
  if (!packet.outgoing) {
    if (Own* own = own_answered_by(packet, tcp)) own->told.reset_reached = true;
    return;
  }
  // This host's own OUTPUT refuses the SYN-ACK: in the peer's name, and to this host itself.
  if (!tcp.ack && packet.interface == packets::loopback_interface) {
    Seen* const refused = seen_with(tcp.destination_port, tcp.sequence - 1);
    if (refused != nullptr && refused->interface != packets::loopback_interface &&
        refused->told.from_port == tcp.source_port)
      refused->told.insert(Sight::reset_inside);
    return;
  }
  // In place of a SYN-ACK. What comes later closes a connection.
  Seen* seen = tcp.ack ? seen_with(tcp.source_port, tcp.acknowledged - 1) : nullptr;
  if (seen == nullptr || seen->told.has_answered()) return;
  const bool inside = packet.interface == packets::loopback_interface &&
                      seen->interface != packets::loopback_interface;
  seen->told.insert(inside ? Sight::reset_inside : Sight::reset_left);
}

void TcpSightings::take_error(const packets::IcmpErrorView& error) {
  if (error.quoted_protocol != Protocol::tcp) return;
  if (Seen* seen = seen_with(error.quoted_destination_port, error.quoted_sequence)) {
    seen->told.insert(Sight::error_left);
  }
}

std::optional<OwnAttempt> TcpSightings::quoted_attempt(const packets::IcmpErrorView& error) const {
  if (error.quoted_protocol != Protocol::tcp || error.quoted_sequence == 0) return std::nullopt;
  const auto found = own_by_sequence_.find(error.quoted_sequence);
  if (found == own_by_sequence_.end()) return std::nullopt;
  const Own& own = own_[found->second];
  const bool same = !own.stray && own.destination == error.quoted_destination &&
                    own.port == error.quoted_destination_port;
  return same ? std::optional(OwnAttempt{own.told.path, own.told.attempt}) : std::nullopt;
}

std::vector<PendingHandshake> TcpSightings::pending() const {
  std::vector<PendingHandshake> out;
  for (const SeenKey& key : pending_) {
    const evidence::SeenHandshake& told = seen_.at(key).told;
    out.push_back({told.port, told.from, told.from_port});
  }
  return out;
}

void TcpSightings::answer_made(const PendingHandshake& handshake) {
  for (const SeenKey& key : pending_) {
    evidence::SeenHandshake& told = seen_.at(key).told;
    const bool same = told.port == handshake.port && told.from == handshake.from &&
                      told.from_port == handshake.from_port;
    if (same) told.insert(Sight::answer_made);
  }
}

void TcpSightings::end_look() {
  for (const SeenKey& key : pending_) seen_.at(key).looked = true;
  pending_.clear();
}

// An attempt of which no SYN was seen from its own port is given a stray one to its target.
std::vector<evidence::OwnHandshake> TcpSightings::own() const {
  std::vector<evidence::OwnHandshake> out;
  std::multimap<std::pair<IpAddress, std::uint16_t>, std::size_t> never_left;
  for (const Own& own : own_) {
    if (own.stray) continue;
    // A container's is known by how it came in.
    if (!own.told.was_seen() && !own.from_container)
      never_left.emplace(std::pair(own.destination, own.port), out.size());
    out.push_back(own.told);
  }
  for (const Own& stray : own_) {
    const auto found =
        stray.stray ? never_left.find({stray.destination, stray.port}) : never_left.end();
    if (found == never_left.end()) continue;
    evidence::OwnHandshake& told = out[found->second];
    const evidence::OwnHandshake before = told;
    told = stray.told;
    told.path = before.path;
    told.attempt = before.attempt;
    told.local_port = before.local_port;
    never_left.erase(found);
  }
  return out;
}

std::vector<evidence::SeenHandshake> TcpSightings::seen() const {
  std::vector<evidence::SeenHandshake> out;
  out.reserve(seen_.size());
  for (const auto& [key, seen] : seen_) out.push_back(seen.told);
  return out;
}

}  // namespace oakprobe::agent
