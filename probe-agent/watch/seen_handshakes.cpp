#include "probe-agent/watch/seen_handshakes.hpp"

#include "probe-agent/watch/left_by.hpp"

#include <utility>

namespace oakprobe::agent {

using evidence::Sight;

namespace {

// The taps of a node are emptied within milliseconds of each other.
constexpr std::size_t let_in_max = 1'024;

}  // namespace

SeenHandshakes::SeenHandshakes(
    std::set<IpAddress> addresses, std::set<std::uint16_t> ports, std::optional<IpAddress> bind
)
    : addresses_(std::move(addresses)), ports_(std::move(ports)), bind_(std::move(bind)) {}

bool SeenHandshakes::is_watched(const IpAddress& address) const {
  return !bind_ || bind_->is_unspecified() || *bind_ == address;
}

void SeenHandshakes::came(
    SeenBy tap, const packets::CapturedPacket& packet, const packets::TcpView& tcp
) {
  const IpAddress& to = packet.view.destination;
  if (!ports_.contains(tcp.destination_port) || !is_watched(to)) return;
  const SeenKey key{tcp.destination_port, tcp.sequence};
  auto found = seen_.find(key);
  if (found == seen_.end()) {
    if (seen_.size() >= evidence::seen_handshakes_max) {
      overflowed_ = true;
      return;
    }
    found = seen_.emplace(key, Seen{}).first;
    evidence::SeenHandshake& handshake = found->second.handshake;
    handshake.port = tcp.destination_port;
    handshake.from = packet.view.source;
    handshake.from_port = tcp.source_port;
    handshake.sequence = tcp.sequence;
    handshake.timestamp = tcp.timestamp;
    found->second.to = to;
  }
  Seen& seen = found->second;
  switch (tap) {
    case SeenBy::link:
      if (!seen.handshake.has(Sight::reached)) {
        seen.handshake.insert(Sight::reached);
        seen.to = to;
        seen.interface = packet.interface;
        arrived_.insert_or_assign(tcp.sequence, tcp.destination_port);
        find_redirection(key);
      }
      if (packet.corrupted) seen.handshake.insert(Sight::corrupted);
      if (!addresses_.contains(to) && !to.is_loopback()) {
        seen.handshake.insert(Sight::foreign_address);
      }
      return;
    case SeenBy::ip:
      seen.handshake.insert(Sight::past_ingress);
      return;
    case SeenBy::raw:
      seen.handshake.insert(Sight::admitted);
      if (!seen.checked && !seen.handshake.has_answered()) pending_.insert(key);
      return;
  }
}

// What arrived for another port a rule of this host has redirected.
bool SeenHandshakes::redirects(const packets::CapturedPacket& packet, const packets::TcpView& tcp) {
  const LetIn one{tcp.destination_port, packet.view.source, tcp.source_port, tcp.sequence};
  if (Seen* seen = seen_elsewhere(one)) {
    seen->handshake.insert(Sight::redirected);
    return true;
  }
  if (let_in_.size() == let_in_max) let_in_.pop_front();
  let_in_.push_back(one);
  return false;
}

void SeenHandshakes::find_redirection(const SeenKey& arrived) {
  for (const LetIn& one : let_in_) {
    if (one.sequence != arrived.second) continue;
    if (Seen* seen = seen_elsewhere(one)) {
      seen->handshake.insert(Sight::redirected);
      // Nothing came for the port that it was redirected to.
      const auto there = seen_.find({one.port, one.sequence});
      if (there == seen_.end() || there->second.handshake.has(Sight::reached)) continue;
      pending_.erase(there->first);
      seen_.erase(there);
    }
  }
}

// The same SYN, arrived for another port than it was let in for.
SeenHandshakes::Seen* SeenHandshakes::seen_elsewhere(const LetIn& one) {
  Seen* const seen = arrived_with(one.sequence);
  if (seen == nullptr || seen->handshake.port == one.port) return nullptr;
  const bool same = seen->handshake.from == one.from && seen->handshake.from_port == one.from_port;
  return same ? seen : nullptr;
}

SeenHandshakes::Seen* SeenHandshakes::arrived_with(std::uint32_t sequence) {
  const auto arrived = arrived_.find(sequence);
  return arrived == arrived_.end() ? nullptr : seen_with(arrived->second, sequence);
}

// A bridge shows one packet more than once; sent on, it has another destination, or another way.
bool SeenHandshakes::is_forwarded(const packets::CapturedPacket& packet, const Seen& seen) const {
  if (packet.interface == packets::loopback_interface) return false;
  return packet.interface != seen.interface || packet.view.destination != seen.to;
}

bool SeenHandshakes::forwards(const packets::CapturedPacket& packet, const packets::TcpView& tcp) {
  Seen* const seen = arrived_with(tcp.sequence);
  if (seen == nullptr || !is_forwarded(packet, *seen)) return false;
  seen->handshake.insert(Sight::forwarded);
  return true;
}

SeenHandshakes::Seen* SeenHandshakes::seen_with(std::uint16_t port, std::uint32_t sequence) {
  const auto found = seen_.find({port, sequence});
  return found == seen_.end() ? nullptr : &found->second;
}

void SeenHandshakes::answer_left(
    const packets::CapturedPacket& packet, const packets::TcpView& tcp
) {
  Seen* const seen = seen_with(tcp.source_port, tcp.acknowledged - 1);
  if (seen == nullptr) return;
  seen->handshake.insert(answer_left_by(packet.place));
  seen->handshake.answer_sequence = tcp.sequence;
  pending_.erase({seen->handshake.port, seen->handshake.sequence});
}

void SeenHandshakes::reset_left(
    const packets::CapturedPacket& packet, const packets::TcpView& tcp
) {
  // This host's own OUTPUT refuses the SYN-ACK: in the peer's name, and to this host itself.
  if (!tcp.ack && packet.interface == packets::loopback_interface) {
    Seen* const refused = seen_with(tcp.destination_port, tcp.sequence - 1);
    if (refused != nullptr && refused->interface != packets::loopback_interface &&
        refused->handshake.from_port == tcp.source_port)
      refused->handshake.insert(Sight::reset_inside);
    return;
  }
  // In place of a SYN-ACK. What comes later closes a connection.
  Seen* seen = tcp.ack ? seen_with(tcp.source_port, tcp.acknowledged - 1) : nullptr;
  if (seen == nullptr || seen->handshake.has_answered()) return;
  const bool inside = packet.interface == packets::loopback_interface &&
                      seen->interface != packets::loopback_interface;
  seen->handshake.insert(inside ? Sight::reset_inside : Sight::reset_left);
}

void SeenHandshakes::error_left(const packets::IcmpErrorView& error) {
  if (error.quoted_protocol != Protocol::tcp) return;
  if (Seen* seen = seen_with(error.quoted_destination_port, error.quoted_sequence)) {
    seen->handshake.insert(Sight::error_left);
  }
}

std::vector<PendingHandshake> SeenHandshakes::pending() const {
  std::vector<PendingHandshake> out;
  for (const SeenKey& key : pending_) {
    const evidence::SeenHandshake& handshake = seen_.at(key).handshake;
    out.push_back({handshake.port, handshake.from, handshake.from_port});
  }
  return out;
}

void SeenHandshakes::answer_made(const PendingHandshake& made) {
  for (const SeenKey& key : pending_) {
    evidence::SeenHandshake& handshake = seen_.at(key).handshake;
    const bool same = handshake.port == made.port && handshake.from == made.from &&
                      handshake.from_port == made.from_port;
    if (same) handshake.insert(Sight::answer_made);
  }
}

void SeenHandshakes::end_check() {
  for (const SeenKey& key : pending_) seen_.at(key).checked = true;
  pending_.clear();
}

std::vector<evidence::SeenHandshake> SeenHandshakes::evidence() const {
  std::vector<evidence::SeenHandshake> out;
  out.reserve(seen_.size());
  for (const auto& [key, seen] : seen_) out.push_back(seen.handshake);
  return out;
}

}  // namespace oakprobe::agent
